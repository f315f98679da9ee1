-- least: 1
-- Requests that are answered later. `state` is 0: it waits, not to be begun before `until`; 1: it
-- is done by `holder`, who has it for itself until then; 2: its answer is kept until then.
CREATE TABLE postponed (
  id TEXT COLLATE "C" PRIMARY KEY,
  sender TEXT COLLATE "C" NOT NULL,
  state BIGINT NOT NULL,
  asked_at TEXT COLLATE "C" NOT NULL,
  until TEXT COLLATE "C" NOT NULL,
  holder TEXT COLLATE "C" NOT NULL,
  tries BIGINT NOT NULL,
  request BYTEA NOT NULL,
  answer BYTEA NOT NULL
);
CREATE INDEX postponed_turn ON postponed (state, asked_at);
