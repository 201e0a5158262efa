import { describe, expect, it } from 'vitest'
import {
  migrate,
  migrations,
  postgresCursors,
  postgresNotify,
  postgresStore,
} from '../../src/postgres/index.ts'
import { createWorld } from '../support/world.ts'
import { databases } from './databases.ts'

const client = { query: async () => ({ rows: [] }) }
const two = 'ü'

/** Names that PostgreSQL would cut, cannot hold, or would store as another one. */
const refused = [
  ['x'.repeat(64), /schema "x{64}": it has 64 bytes in UTF-8, and 63 are the most\. Choose another schema\./],
  [two.repeat(32), /it has 64 bytes in UTF-8/],
  ['', /Cannot use the schema "": it is empty/],
  ['a\0b', /it has a NUL or half a surrogate pair in it/],
  ['a\ud800', /it has a NUL or half a surrogate pair in it/],
  [null as never, /Cannot use the schema null: it is no text/],
  [{ toString: () => 'x' } as never, /it is no text/],
] as const

describe('names that come from the host app', () => {
  it.each(refused)('refuses the schema %j wherever one is given (B-1)', async (schema, why) => {
    expect(() => postgresStore({ client, schema })).toThrow(why)
    expect(() => postgresCursors({ client, schema })).toThrow(why)
    expect(() => migrations(schema)).toThrow(why)
    await expect(migrate(client, { schema })).rejects.toThrow(why)
  })

  it.each(refused)('refuses the channel %j (B-1)', (channel, why) => {
    const said = new RegExp(why.source.replaceAll('schema', 'channel'))
    expect(() => postgresNotify({ client, channel })).toThrow(said)
  })

  it.each([
    ['x'.repeat(256), /consumer "x{80}…": its name must be a text of 1 to 255 characters/],
    ['', /consumer "": its name must be/],
    [7 as never, /consumer 7: its name must be/],
  ])('refuses the consumer %j where a place is read or moved (B-4)', async (name, why) => {
    const cursors = postgresCursors({ client })
    await expect(cursors.read(name)).rejects.toThrow(why)
    await expect(cursors.move(name, null, '1')).rejects.toThrow(why)
  })

  it('refuses a tenant that is too long for a key, and takes any other text (B-1)', () => {
    for (const make of [postgresStore, postgresCursors, postgresNotify] as const) {
      for (const tenant of ['', 'a\0b', '\ud800', 'x'.repeat(255), two.repeat(127)])
        expect(() => make({ client, tenant })).not.toThrow()
      expect(() => make({ client, tenant: 'x'.repeat(256) })).toThrow(/tenant "x{80}…": it has 256 bytes/)
      expect(() => make({ client, tenant: 7 as never })).toThrow(/tenant 7: it is no text/)
    }
  })
})

describe.each(await databases())('$name', ({ client, run }) => {
  it('keeps the place of a consumer whose name has 255 characters of three bytes (B-4)', async () => {
    const schema = `t_names_c_${process.pid}`
    await migrate(client, { schema })
    const cursors = postgresCursors({ client, schema, tenant: 'x'.repeat(255) })
    const [name, other] = ['語'.repeat(255), '\ud800'.repeat(255)] as const
    for (const each of [name, other]) expect(await cursors.move(each, null, '7')).toBe(true)
    expect([await cursors.read(name), await cursors.read(other)]).toEqual(['7', '7'])
    expect((await cursors.list()).map((place) => place.name).sort()).toEqual([name, other].sort())
    await run(`drop schema "${schema}" cascade`)
  })

  it('keeps two schemas apart whose names differ in the last of 63 bytes (B-4)', async () => {
    const base = `t_names_${process.pid}_"`.padEnd(60, 'x')
    const schemas = [`${base}${two}a`, `${base}${two}b`]
    for (const schema of schemas) await migrate(client, { schema })
    const [one, other] = schemas.map((schema) => createWorld({ store: postgresStore({ client, schema }) }))
    await one?.customerWrites('for one alone')
    const seen = await other?.events()
    for (const schema of schemas) await run(`drop schema "${schema.replaceAll('"', '""')}" cascade`)
    expect(seen).toEqual([])
  })
})
