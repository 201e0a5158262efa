-- The tables of sqlite-store.ts. States and events are JSON texts, as they came; the other columns are what SQLite reads
-- in them. `->` gives a part as JSON, so that an id keeps its quotes and escapes and is like no other; `->>` a number.
pragma journal_mode = wal;

create table if not exists customer (tenant, json, id as (json -> '$.id'));
create unique index if not exists customer_id on customer (tenant, id);

create table if not exists claim (tenant, json, address as (json -> '$.address'));
create unique index if not exists claim_address on claim (tenant, address);

-- There is one writer at a time, so `n` is the order of commits. `command` is the id without the number at its end.
create table if not exists event (
  n integer primary key, tenant, json, customer as (json -> '$.customer'), id as (json -> '$.id'),
  command as (rtrim(json -> '$.id', '0123456789"')), seq as (json ->> '$.seq'),
  at as (json ->> '$.occurredAt'), recorded as (json ->> '$.recordedAt'));
create unique index if not exists event_place on event (tenant, customer, seq);
create unique index if not exists event_once on event (tenant, customer, id);
create index if not exists event_command on event (tenant, customer, command, seq);
create index if not exists event_timeline on event (tenant, customer, at, seq);
create index if not exists event_feed on event (tenant, n);

create table if not exists ref (tenant, ref, n, primary key (tenant, ref, n)) without rowid;
create trigger if not exists event_refs after insert on event begin
  insert or ignore into ref select new.tenant, value, new.n from json_each(new.json, '$.data.refs');
end;

-- Conversations and tasks. `turn` says which of two that were closed in one millisecond was closed later.
create table if not exists item (
  n integer primary key, tenant, json, turn, task as (json -> '$.task'), due as (json ->> '$.dueAt'),
  thing as (coalesce(json -> '$.task', json -> '$.conversation')), customer as (thing -> '$.customer'),
  id as (thing -> '$.id'), inbox as (thing -> '$.inbox'), agent as (thing -> '$.agent'), status as (json -> '$.status'),
  closed as (thing ->> '$.closed.at'), ended as (thing ->> '$.closed.at' is not null),
  at as (iif(task is null, thing ->> '$.statusAt', thing ->> '$.dueAt')));
create unique index if not exists item_id on item (tenant, customer, id, task is null);
create unique index if not exists item_active on item (tenant, customer) where task is null and closed is null;
create index if not exists item_listed on item (tenant, status, at, n);
create index if not exists item_due on item (tenant, due, n);

-- Who stands for whom: each customer for himself and for those whom he absorbed (CU-3).
create table if not exists stream (tenant, id, owner, primary key (tenant, id)) without rowid;
create index if not exists stream_owner on stream (tenant, owner);
create trigger if not exists customer_streams after insert on customer when new.json ->> '$.mergedInto' is null begin
  insert or replace into stream values (new.tenant, new.id, new.id);
  insert or replace into stream select new.tenant, new.json -> ('$.absorbed[' || key || ']'), new.id
    from json_each(new.json, '$.absorbed');
end;
create view if not exists kin as select one.tenant, one.id as who, other.id as customer, other.id = other.owner as own
  from stream as one cross join stream as other using (tenant, owner);

-- What is read: `json` is what comes back, the rest is for conditions and for the order. `cross join` has SQLite go from the
-- customer to what is his, by an index: left to itself it reads all of the tenant.
create view if not exists survivor as select stream.tenant, stream.id as who, customer.json
  from stream join customer on customer.tenant = stream.tenant and customer.id = owner;
create view if not exists history as select event.*, who, own from kin cross join event
  on event.tenant = kin.tenant and event.customer = kin.customer;
create view if not exists belonging as select item.*, who from kin cross join item
  on item.tenant = kin.tenant and item.customer = kin.customer;
create view if not exists conversations as select * from item where task is null;
create view if not exists deadlines as select tenant, due, n, json_object('customer', json(customer),
  'conversation', json(iif(task is null, id, 'null')), 'task', json(iif(task is null, 'null', id)), 'dueAt', due) as json from item;
-- The events that may have a task's text: where streams were merged two may have the id, and one is about the task.
create view if not exists said as select item.n, history.json -> '$.content.text' as text,
  coalesce(history.json -> '$.task', '') = item.id as fits, item.customer = history.customer as own
  from item join history on history.tenant = item.tenant and who = item.customer and history.id = thing -> '$.textIn';
create view if not exists tasks as select tenant, at, n, customer, inbox, agent, ended, json_object('task', json(thing),
  'text', json((select text from said where said.n = item.n order by fits desc, said.own desc limit 1))) as json
  from item where task is not null and status is null;
