-- When elements were last said that were not said last, as JSON: empty for most resources.
ALTER TABLE resource ADD COLUMN clocks BLOB;
