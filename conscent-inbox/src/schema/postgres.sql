-- Version 1. Times are milliseconds since 1970.
CREATE TABLE conscent_delivery (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    api text NOT NULL,
    event text NOT NULL, -- '' if the body does not name it
    dedupe_key text NOT NULL,
    order_key text,
    body bytea, -- as it arrived, or encrypted with key_id; NULL once its retention has ended
    headers bytea,
    key_id bigint,
    state bigint NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3), -- 0 waiting, 1 running, 2 done, 3 dead
    attempts bigint NOT NULL DEFAULT 0, -- counted by the claim: an attempt that kills its process counts
    arrived_at bigint NOT NULL,
    due_at bigint NOT NULL,
    done_at bigint, -- when it became done or dead
    lease bigint, -- a random number for each claim
    lease_until bigint,
    worker text,
    error bytea,
    UNIQUE (dedupe_key, api), -- in this order, so that no search by the api alone uses it: that would also find deliveries that are done
    CHECK ((state = 1) = (lease IS NOT NULL)),
    CHECK ((state >= 2) = (done_at IS NOT NULL)),
    CHECK (state = 2 OR body IS NOT NULL)
) WITH (autovacuum_vacuum_scale_factor = 0.02); -- each row changes several times
-- For each number of a key, a text that only this key decrypts.
CREATE TABLE conscent_key (
    number bigint PRIMARY KEY,
    proof bytea NOT NULL
);
CREATE INDEX conscent_delivery_due ON conscent_delivery (due_at, id) WHERE state = 0;
CREATE INDEX conscent_delivery_leased ON conscent_delivery (lease_until) WHERE state = 1;
CREATE INDEX conscent_delivery_order ON conscent_delivery (order_key, id) WHERE state < 2 AND order_key IS NOT NULL;
CREATE UNIQUE INDEX conscent_delivery_one ON conscent_delivery (order_key) WHERE state = 1 AND order_key IS NOT NULL;
CREATE INDEX conscent_delivery_bodies ON conscent_delivery (done_at) WHERE state = 2 AND body IS NOT NULL;
CREATE INDEX conscent_delivery_done ON conscent_delivery (done_at) WHERE state = 2;
CREATE INDEX conscent_delivery_dead ON conscent_delivery (done_at) WHERE state = 3;
-- Stable within a statement, so that an index can be used to search by it.
CREATE FUNCTION conscent_now() RETURNS bigint LANGUAGE sql STABLE
    AS 'SELECT (extract(epoch FROM statement_timestamp()) * 1000)::bigint';
