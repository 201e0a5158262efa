/** How long a chain of merges may be before it is taken for damage. */
const maxMergeChain = 1_000

/**
 * A common table `me (id, state, ids)` of the customer that an id leads to, merges followed, with all ids that reads of
 * him cover, and `stream (id, ord)` of those ids in their order. It needs `with recursive`.
 */
export const survivorCte = (schema: string, tenant: string, id: string): string => `
chain (id, merged_into, absorbed, state, depth) as (
  select c.id, c.merged_into, c.absorbed, c.state, 0 from ${schema}.customers c
  where c.tenant = ${tenant} and c.id = ${id}
  union all
  select c.id, c.merged_into, c.absorbed, c.state, chain.depth + 1
  from chain join ${schema}.customers c on c.tenant = ${tenant} and c.id = chain.merged_into
  where chain.merged_into is not null and chain.depth < ${maxMergeChain}),
me as (select id, state, array[id] || absorbed::text[] as ids from chain where merged_into is null limit 1),
stream (id, ord) as (select s.id, s.ord from me cross join unnest(me.ids) with ordinality as s(id, ord))`
