-- Two bytes for each code that stands in a resource's `code`: of the results of a patient, those
-- of other codes are passed over without being looked at. NULL: written before, and looked at.
ALTER TABLE resource ADD COLUMN codes BLOB;
