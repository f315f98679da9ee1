-- Requests that are answered later. `state` is 0: it waits, not to be begun before `until`; 1: it
-- is done by `holder`, who has it for itself until then; 2: its answer is kept until then.
CREATE TABLE postponed (
  id TEXT PRIMARY KEY,
  sender TEXT NOT NULL,
  state INTEGER NOT NULL,
  asked_at TEXT NOT NULL,
  until TEXT NOT NULL,
  holder TEXT NOT NULL,
  tries INTEGER NOT NULL,
  request BLOB NOT NULL,
  answer BLOB NOT NULL
);
CREATE INDEX postponed_turn ON postponed (state, asked_at);
