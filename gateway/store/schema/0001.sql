-- The first schema: what is kept, and the least that finds it again.
-- A row id of `resource` is (number of its subject's identity << 32) + a running number,
-- so that what belongs to one patient lies together on disk.

CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  sender TEXT NOT NULL,
  control_id TEXT NOT NULL,
  key TEXT NOT NULL,
  status TEXT NOT NULL,
  format TEXT NOT NULL,
  received_at TEXT NOT NULL,
  body BLOB NOT NULL,
  receipt BLOB NOT NULL,
  mapper TEXT NOT NULL,
  lineage BLOB NOT NULL
);
CREATE UNIQUE INDEX journal_accepted ON journal (sender, key) WHERE status = 'accepted';
CREATE INDEX journal_control ON journal (sender, control_id);

CREATE TABLE identity (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  moves INTEGER NOT NULL,
  kept INTEGER NOT NULL
);
INSERT INTO identity (number, id, moves, kept) VALUES (0, '', 0, 0);

CREATE TABLE contribution (
  identity INTEGER NOT NULL,
  sender TEXT NOT NULL,
  effective TEXT NOT NULL,
  seq INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (identity, sender)
) WITHOUT ROWID;

CREATE TABLE link (
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  kind TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (low, high, kind)
) WITHOUT ROWID;
CREATE INDEX link_high ON link (high);

CREATE TABLE type (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

-- An id that is a UUID is kept as its 16 bytes, any other as text.
-- `patient` is the number of the one Patient that the resource speaks of, else 0;
-- `marks` are its rows in token and reference, none in most.
CREATE TABLE resource (
  rid INTEGER PRIMARY KEY,
  type INTEGER NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  patient INTEGER NOT NULL,
  sender TEXT NOT NULL,
  effective TEXT NOT NULL,
  born INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  marks BLOB,
  body BLOB NOT NULL
);
CREATE UNIQUE INDEX resource_id ON resource (id, type);

-- Under which identities lies what speaks of a Patient? One row for hundreds of resources.
CREATE TABLE about (
  patient INTEGER NOT NULL,
  identity INTEGER NOT NULL,
  PRIMARY KEY (patient, identity)
) WITHOUT ROWID;

CREATE TABLE history (
  id BLOB NOT NULL,
  type INTEGER NOT NULL,
  version INTEGER NOT NULL,
  effective TEXT NOT NULL,
  seq INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (id, type, version)
);

-- A kind is a resource type and the search parameters that share one value in it:
-- `patient` and `subject` of an Observation are one row, not two.
CREATE TABLE kind (
  number INTEGER PRIMARY KEY,
  form TEXT NOT NULL,
  type TEXT NOT NULL,
  params TEXT NOT NULL,
  UNIQUE (form, type, params)
);
CREATE TABLE system (
  number INTEGER PRIMARY KEY,
  uri TEXT NOT NULL UNIQUE
);
INSERT INTO system (number, uri) VALUES (0, '');

CREATE TABLE token (
  kind INTEGER NOT NULL,
  value TEXT NOT NULL,
  system INTEGER NOT NULL,
  rid INTEGER NOT NULL,
  PRIMARY KEY (kind, value, system, rid)
) WITHOUT ROWID;

CREATE TABLE reference (
  target TEXT NOT NULL,
  kind INTEGER NOT NULL,
  rid INTEGER NOT NULL,
  PRIMARY KEY (target, kind, rid)
) WITHOUT ROWID;

CREATE TABLE review (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  identities TEXT NOT NULL,
  seq INTEGER NOT NULL,
  UNIQUE (kind, identities)
);

CREATE TABLE audit (
  number INTEGER PRIMARY KEY,
  seq INTEGER,
  body BLOB NOT NULL
);

CREATE TABLE catalogue (
  version TEXT PRIMARY KEY,
  body BLOB NOT NULL
);
