import type { EndedBy } from '../conversation/end-contact.ts'
import type { ContactEndLine, RemarkLine } from '../schema/log-line.ts'
import type { LineResult } from './line-result.ts'
import type { Session } from './session.ts'

/** Reasons by which a log says that the customer left (K-7); any other is the agent's doing. */
const customerLeftReasons = ['customer', 'abandoned', 'left']

/** A log names a channel or nothing at all: where several contacts are meant by that, it means each of them. */
const forEachContact = async (
  session: Session,
  command: (which: {
    readonly contact?: string | undefined
    readonly commandId: string | undefined
  }) => Promise<LineResult>,
): Promise<LineResult> => {
  const answer = await command({ commandId: session.command() })
  if (answer.ok || answer.error.code !== 'contact.ambiguous') return answer
  const { contacts } = answer.error as typeof answer.error & { readonly contacts: readonly string[] }
  let last: LineResult = answer
  // The last of them is the command that the line is known by: then it is done.
  for (const [at, contact] of contacts.entries())
    last = await command({
      contact,
      commandId: session.command(at === contacts.length - 1 ? undefined : contact),
    })
  return last
}

/** A contact ended (K-7, K-8). */
export const applyContactEnd = (session: Session, line: ContactEndLine): Promise<LineResult> => {
  const { customer, channel, reason } = line
  const by: EndedBy = customerLeftReasons.includes(reason ?? '') ? 'customer' : 'agent'
  session.declared.channel(channel)
  return forEachContact(session, (which) => session.desk.endContact({ customer, channel, by, ...which }))
}

/** The last word wants no answer (K-6), or a remark that changes nothing (N-1). */
export const applyRemark = (session: Session, line: RemarkLine): Promise<LineResult> => {
  const { customer, agent, text = '' } = line
  return line.type === 'note'
    ? session.desk.note({ customer, agent, text, commandId: session.command() })
    : forEachContact(session, (which) => session.desk.noReplyNeeded({ customer, agent, ...which }))
}
