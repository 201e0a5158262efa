import type { Store } from '../store/ports.ts'
import type { ContractCase } from './case.ts'
import { expectEqual, expectOk, expectTrue } from './check.ts'
import { defineCase } from './define.ts'
import { loadOne } from './store-writer.ts'
import { createTestDesk, inboundMail } from './test-desk.ts'

/** What is told, or tried, more than once. */
export const repeatCases: readonly ContractCase[] = [
  defineCase({
    id: 'repeats.one_message',
    rule: 'I-1, O-4',
    title: 'a message that eight desks are told of at once is one message',
    promise: 'keep (customer, event id) unique and show what an earlier run of a command wrote',
    prove: async ({ store }) => {
      const desks = Array.from({ length: 8 }, (_, n) => createTestDesk(store, `desk-${n}`).desk)
      const heard = await Promise.all(
        desks.map((desk) =>
          expectOk('the message', desk.receive(inboundMail('one', { customer: 'ada', from: null }))),
        ),
      )
      const news = heard.filter(({ outcome }) => outcome !== 'duplicate')
      expectEqual('how many did not take it for a duplicate', news.length, 1)
      expectEqual('messages', new Set(heard.map(({ message }) => message)).size, 1)
      const { head } = await loadOne(store, { customer: 'ada' })
      expectEqual('the head', head, news[0]?.events.length)
    },
  }),
  defineCase({
    id: 'repeats.lost_answer',
    rule: 'O-4, I-1',
    title: 'a commit that succeeded and whose answer was lost has one effect when it is tried again',
    promise: 'show a command that comes again what it wrote, so that it is answered and not written again',
    prove: async ({ store }) => {
      let lost = 0
      const commit: Store['commit'] = async (changes) => {
        const committed = await store.commit(changes)
        if (!committed.ok || lost++ % 2 === 1) return committed
        throw new Error('the answer was lost')
      }
      const { desk } = createTestDesk({ load: (queries) => store.load(queries), commit })
      const twice = async <A>(ask: () => Promise<A>): Promise<A> => {
        const first = await ask().then(
          () => 'answered',
          () => 'lost',
        )
        expectEqual('the first answer', first, 'lost')
        const { head } = await loadOne(store, { address: 'email:ada@example.com' })
        const again = await ask()
        expectEqual(
          'the head after the second try',
          (await loadOne(store, { address: 'email:ada@example.com' })).head,
          head,
        )
        return again
      }
      const heard = await twice(() => expectOk('the message again', desk.receive(inboundMail('one'))))
      expectEqual('the message again', heard.outcome, 'duplicate')
      lost = 0
      const note = { customer: heard.customer ?? '', agent: 'sam', text: 'Hm', commandId: 'note-1' }
      const noted = await twice(() => expectOk('the note again', desk.note(note)))
      expectTrue('the note was not recognised as repeated', noted.repeated)
    },
  }),
]
