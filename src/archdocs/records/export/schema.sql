-- The database that `archdocs export sqlite` writes. Empty cells are NULL: nobody wrote them.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE kinds (name TEXT PRIMARY KEY, title TEXT NOT NULL, prefix TEXT NOT NULL);
CREATE TABLE statuses (
  kind TEXT NOT NULL REFERENCES kinds (name),
  name TEXT NOT NULL,
  place INTEGER NOT NULL,
  in_force INTEGER,
  PRIMARY KEY (kind, name)
);
CREATE TABLE records (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  kind TEXT NOT NULL REFERENCES kinds (name),
  number INTEGER,
  title TEXT,
  status TEXT NOT NULL,
  raw_status TEXT,
  in_force INTEGER,
  date TEXT,
  owner TEXT,
  review_by TEXT,
  dialect TEXT NOT NULL,
  path TEXT NOT NULL,
  first_commit TEXT,
  first_date TEXT,
  last_commit TEXT,
  last_date TEXT
);
CREATE INDEX records_by_id ON records (id);
CREATE TABLE links (
  record INTEGER NOT NULL REFERENCES records (key),
  place INTEGER NOT NULL,
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  line INTEGER,
  other INTEGER REFERENCES records (key),
  other_id TEXT,
  PRIMARY KEY (record, place)
);
CREATE TABLE backlinks (
  record INTEGER NOT NULL REFERENCES records (key),
  place INTEGER NOT NULL,
  kind TEXT NOT NULL,
  other INTEGER REFERENCES records (key),
  other_id TEXT NOT NULL,
  PRIMARY KEY (record, place)
);
CREATE TABLE people (
  record INTEGER NOT NULL REFERENCES records (key),
  role TEXT NOT NULL CHECK (role IN ('owner', 'decider')),
  place INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (record, role, place)
);
CREATE TABLE tags (
  record INTEGER NOT NULL REFERENCES records (key),
  place INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (record, place)
);
-- What else the front matter says; values are JSON.
CREATE TABLE fields (
  record INTEGER NOT NULL REFERENCES records (key),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (record, name)
);
CREATE TABLE lines (
  record INTEGER NOT NULL REFERENCES records (key),
  name TEXT NOT NULL,
  line INTEGER NOT NULL,
  PRIMARY KEY (record, name)
);
-- Every link between these records, whichever side wrote it, once.
CREATE TABLE relations (
  record INTEGER NOT NULL REFERENCES records (key),
  kind TEXT NOT NULL,
  other INTEGER NOT NULL REFERENCES records (key),
  PRIMARY KEY (record, kind, other)
) WITHOUT ROWID;
CREATE VIEW in_force AS SELECT * FROM records WHERE in_force = 1;
-- Each superseded record with all that came after it, up to 100 steps; the last holds now.
CREATE VIEW chains AS
  WITH RECURSIVE walk (record, heir, steps) AS (
    SELECT record, other, 1 FROM relations WHERE kind = 'superseded-by'
    UNION
    SELECT walk.record, relations.other, walk.steps + 1
      FROM walk JOIN relations ON relations.record = walk.heir
      WHERE relations.kind = 'superseded-by' AND walk.steps < 100
  )
  SELECT old.key AS record, old.id AS id, old.title AS title,
    MIN(walk.steps) AS steps,
    heir.key AS heir, heir.id AS heir_id, heir.title AS heir_title, heir.status AS heir_status,
    NOT EXISTS (
      SELECT 1 FROM relations WHERE record = heir.key AND kind = 'superseded-by'
    ) AS is_last
  FROM walk JOIN records AS old ON old.key = walk.record JOIN records AS heir ON heir.key = walk.heir
  GROUP BY old.key, heir.key;
