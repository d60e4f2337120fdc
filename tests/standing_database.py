"""One PostgreSQL database for all the tests of a process that begin with the same rows, put back after each of them.

Copying a template takes the server seventy times as long as putting back the few rows that a test changed. Those rows
are known by their transactions: a table whose rows all have the numbers that they had is as it was. A test that changed
the tables themselves, a policy or a right costs its database, and the next test gets a new one.
"""

from __future__ import annotations

import psycopg

from tests.postgres import Postgres

# Row order and free space stay those of a fresh copy while nothing is vacuumed, and for so many tests.
TESTS_OF_ONE_COPY = 150

_KEEP = """
CREATE SCHEMA kept;
CREATE TABLE kept.marks (name text PRIMARY KEY, columns text, mark text);
CREATE TABLE kept.numbers AS
  SELECT sequencename AS name, coalesce(last_value, start_value) AS value, last_value IS NOT NULL AS is_called
  FROM pg_sequences WHERE schemaname = 'public';
CREATE FUNCTION kept.mark(name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
  EXECUTE format('SELECT count(*) || '' '' || coalesce(sum(xmin::text::bigint), 0) FROM public.%I', name) INTO found;
  RETURN found;
END $$;
CREATE FUNCTION kept.shape() RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ',
    (SELECT concat(count(*), '/', sum(xmin::text::bigint)) FROM pg_class WHERE oid >= 16384),
    (SELECT concat(count(*), '/', sum(xmin::text::bigint)) FROM pg_attribute WHERE attrelid >= 16384),
    (SELECT concat(count(*), '/', sum(xmin::text::bigint)) FROM pg_policy),
    (SELECT concat(count(*), '/', sum(xmin::text::bigint)) FROM pg_trigger),
    (SELECT concat(count(*), '/', sum(xmin::text::bigint)) FROM pg_constraint WHERE oid >= 16384),
    (SELECT concat(count(*), '/', sum(xmin::text::bigint)) FROM pg_proc WHERE oid >= 16384),
    (SELECT sum(xmin::text::bigint) FROM pg_namespace), (SELECT sum(xmin::text::bigint) FROM pg_default_acl))
$$;
DO $$
DECLARE one text;
BEGIN
  FOR one IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
    EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', one, one);
    INSERT INTO kept.marks SELECT one, string_agg(format('%I', attname), ', ' ORDER BY attnum), kept.mark(one)
      FROM pg_attribute
      WHERE attrelid = format('public.%I', one)::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
  END LOOP;
END $$;
CREATE FUNCTION kept.put_back() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  one record;
  now_at record;
BEGIN
  FOR one IN SELECT * FROM kept.marks LOOP
    IF kept.mark(one.name) <> one.mark THEN
      EXECUTE format('DELETE FROM public.%I', one.name);
      EXECUTE format('INSERT INTO public.%I (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM kept.%I',
                     one.name, one.columns, one.columns, one.name);
      UPDATE kept.marks SET mark = kept.mark(one.name) WHERE name = one.name;
    END IF;
  END LOOP;
  FOR one IN SELECT k.* FROM kept.numbers k JOIN pg_sequences s ON s.sequencename = k.name
             WHERE s.schemaname = 'public' AND (coalesce(s.last_value, s.start_value), s.last_value IS NOT NULL)
               IS DISTINCT FROM (k.value, k.is_called) LOOP
    PERFORM setval(format('public.%I', one.name)::regclass, one.value, one.is_called);
  END LOOP;
END $$;
"""


class StandingDatabase:
    def __init__(self, postgres: Postgres, template: str) -> None:
        self._postgres, self._template = postgres, template
        self._begin()

    def _begin(self) -> None:
        self.name = self._postgres.create(self._template)
        self._tests = 0
        self._connection = self._postgres.connect(self.name)
        self._connection.execute("SET session_replication_role = replica; SET lock_timeout = '10s'")
        self._connection.execute(_KEEP)
        self._shape = self._shape_now()

    def _shape_now(self) -> str:
        return str(self._connection.execute("SELECT kept.shape()").fetchone())

    def put_back(self) -> None:
        """The rows and the numbers of the template again; a new copy if that can't be had otherwise."""
        self._tests += 1
        try:
            self._connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid()"
            )
            if self._tests < TESTS_OF_ONE_COPY and self._shape_now() == self._shape:
                self._connection.execute("SELECT kept.put_back()")
                return
        except psycopg.OperationalError:  # the server was restarted, or somebody still holds a row
            pass
        self._connection.close()
        self._postgres.drop(self.name)
        self._begin()
