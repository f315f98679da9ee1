-- Bodies that one message leaves behind, packed together, one in a line: `number` is that of the
-- message << 16 + that of the page. A row of `resource` or `history` says which line of which.
CREATE TABLE page (
  number INTEGER PRIMARY KEY,
  body BLOB NOT NULL
);

-- What is deleted, which is little or nothing: whether any of some is needs no look at the others.
CREATE INDEX resource_gone ON resource (id) WHERE type < 0;
