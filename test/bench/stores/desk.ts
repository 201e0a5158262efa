import { createDesk, type Desk, definePolicy } from '../../../src/index.ts'
import { type PostgresClient, postgresStore } from '../../../src/postgres/index.ts'
import { customerOf, type Side, text } from './side.ts'

const policy = definePolicy({ inbox: 'support', reopenWindow: 'never' })

export const deskOf = (client: PostgresClient, schema: string): Desk =>
  createDesk({ store: postgresStore({ client, schema }), policy })

const inbound = (customer: string, id: string) => ({ channel: 'chat', customer, from: customer, id, text })

type Answer<T> =
  | (T & { readonly ok: true })
  | { readonly ok: false; readonly error: { readonly message: string } }

const done = async <T>(answer: Promise<Answer<T>>): Promise<T> => {
  const given = await answer
  if (!given.ok) throw new Error(given.error.message)
  return given
}

/** A message through the library, as a host calls it. */
export const deskSide = (client: PostgresClient, schema: string, customers: readonly number[]): Side => {
  const desk = deskOf(client, schema)
  return {
    customers,
    message: async (customer, n) => {
      const answer = await desk.receive(inbound(customerOf(customer), `message-${n}`))
      if (!answer.ok) throw new Error(answer.error.message)
    },
  }
}

/** Ten events: a conversation that an agent has answered, and a first word after his answer. */
export const greet = async (desk: Desk, customer: string): Promise<void> => {
  await done(desk.receive(inbound(customer, `first-${customer}`)))
  await done(desk.send({ customer, agent: 'sam', channel: 'chat', id: `answer-${customer}`, text }))
  await done(desk.receive(inbound(customer, `second-${customer}`)))
}

/** A conversation that was closed, and a new one under way: about ten events. */
export const returnOnce = async (desk: Desk, customer: string): Promise<void> => {
  const { version } = await done(desk.receive(inbound(customer, `first-${customer}`)))
  await done(desk.close({ customer, agent: 'sam', version, force: true }))
  await done(desk.receive(inbound(customer, `second-${customer}`)))
}
