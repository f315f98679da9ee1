-- Bodies that one message leaves behind, packed together, one in a line: `number` is that of the
-- message << 16 + that of the page. A row of `resource` or `history` says which line of which.
CREATE TABLE page (
  number INTEGER PRIMARY KEY,
  body BLOB NOT NULL
);
