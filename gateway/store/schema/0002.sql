-- When elements were last said that were not said last, as JSON: empty for most resources.
ALTER TABLE resource ADD COLUMN clocks BLOB;

-- When the source of a link, or of its end, said so last.
ALTER TABLE link ADD COLUMN at TEXT NOT NULL DEFAULT '';

-- Parked messages, and the one id that each waits for.
CREATE TABLE waiting (
  sender TEXT NOT NULL,
  awaits TEXT NOT NULL,
  key TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (sender, awaits, key)
) WITHOUT ROWID;
CREATE INDEX waiting_key ON waiting (sender, key);
