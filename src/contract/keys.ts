import type { ContractCase } from './case.ts'
import { expectEqual } from './check.ts'
import { defineCase } from './define.ts'
import { makeConversation, makeCustomer, makeTask } from './fixtures.ts'
import { createStoreWriter, loadOne } from './store-writer.ts'

/** Ids are compared as they are, and belong to a customer. */
export const keyCases: readonly ContractCase[] = [
  defineCase({
    id: 'keys.exact',
    rule: 'B-4',
    title: 'ids are compared as they are: case, spaces, accents, and where one ends and the next begins',
    promise: 'compare keys byte by byte, and never run two of them together into one',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const names = [
        'ada',
        'Ada',
        'ada ',
        ' ada',
        'ad\u00e1',
        'ada\u0301',
        'ad%',
        'ad_',
        "a'da",
        'a"da',
        'a\\da',
        '👩',
      ]
      for (const name of names)
        await put(draft(name, 'c1', { claims: [{ address: `email:${name}`, from: null, to: name }] }))
      for (const name of names) {
        const found = await loadOne(store, {
          customer: name,
          address: `email:${name}`,
          commands: ['c1', 'C1', 'c1 '],
        })
        expectEqual(
          `the customer ${JSON.stringify(name)}`,
          [found.customer, found.addressOwner],
          [makeCustomer(name), name],
        )
        expectEqual(
          'what is seen',
          found.commandEvents.map(({ customer, id }) => [customer, id]),
          [[name, 'c1.0']],
        )
      }
      for (const [one, two] of [
        ['a/b', 'c'],
        ['a', 'b/c'],
        ['a:b', 'c'],
        ['a', 'b:c'],
        ['a|b', 'c'],
        ['a', 'b|c'],
      ] as const)
        await put(draft(one, two))
    },
  }),
  defineCase({
    id: 'keys.per_customer',
    rule: 'O-2, E-4',
    title: 'conversations and tasks of two customers may have the same id, and stay apart',
    promise:
      'key rows by customer and id: ids come from commands, and one command may be given for many customers',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const names = ['ada', 'bob']
      for (const agent of names) {
        const things = {
          conversations: [makeConversation('c1.0', agent, { agent })],
          tasks: [makeTask('c1.1', agent, { agent })],
        }
        await put(draft(agent, 'c1', { ...things, events: [{}, {}] }))
      }
      for (const customer of names) {
        const { active, task } = await loadOne(store, { customer, task: 'c1.1' })
        expectEqual(`what ${customer} has`, [active?.agent, task?.agent], [customer, customer])
      }
    },
  }),
]
