-- Everything that R4 can search by: texts, addresses, dates, numbers; deletion; what is indexed.

-- An id that is no UUID is bytes too, behind `=`, and never 16 of them.
UPDATE resource SET id = CAST(CASE length(id) WHEN 15 THEN '==' ELSE '=' END || id AS BLOB)
  WHERE typeof(id) = 'text';
UPDATE history SET id = CAST(CASE length(id) WHEN 15 THEN '==' ELSE '=' END || id AS BLOB)
  WHERE typeof(id) = 'text';
-- A resource that is deleted keeps a row of its newest version, under minus its type's number.

-- Forms `string` and `uri`.
CREATE TABLE word (
  kind INTEGER NOT NULL,
  value TEXT NOT NULL,
  rid INTEGER NOT NULL,
  PRIMARY KEY (kind, value, rid)
) WITHOUT ROWID;

-- Form `date`: microseconds. `wide` is how long it may last, so that what ends later than a
-- moment is found among what begins not long before it.
CREATE TABLE span (
  kind INTEGER NOT NULL,
  wide INTEGER NOT NULL,
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  rid INTEGER NOT NULL,
  PRIMARY KEY (kind, wide, low, high, rid)
) WITHOUT ROWID;

-- Forms `number` (of system 0) and `quantity`: its key is numbered as code systems are.
CREATE TABLE amount (
  kind INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  wide INTEGER NOT NULL,
  low REAL NOT NULL,
  high REAL NOT NULL,
  rid INTEGER NOT NULL,
  PRIMARY KEY (kind, unit, wide, low, high, rid)
) WITHOUT ROWID;

-- Of which parameters has every resource of a type its rows?
CREATE TABLE indexed (
  type TEXT NOT NULL,
  param TEXT NOT NULL,
  PRIMARY KEY (type, param)
) WITHOUT ROWID;
INSERT INTO indexed SELECT name, 'identifier' FROM type;
INSERT INTO indexed SELECT name, 'patient' FROM type;

CREATE INDEX journal_received ON journal (received_at);
