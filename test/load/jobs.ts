import type { Desk, Refusal } from '../../src/index.ts'
import {
  agentOf,
  answerOf,
  customerOf,
  echoOf,
  type Job,
  type JobKind,
  messageOf,
  originalOf,
  type Plan,
  pairOf,
} from './plan.ts'

/** What a desk answers, whatever was asked. */
type Answer =
  | { readonly ok: true; readonly events: readonly { readonly id: string }[] }
  | { readonly ok: false; readonly error: Refusal }

/** What a deed works with. */
export interface JobContext {
  readonly desk: Desk
  readonly plan: Plan
  readonly now: () => number
  readonly began: number
}

/** The job whose command this is: its own, or the one that it gives a second time (I-1). */
const commandJobId = (job: Job): number => (job.kind === 'resend' ? (originalOf(job) ?? job.id) : job.id)

const commandIdOf = (job: Job): string => `job-${commandJobId(job)}`

/** The job that an event's id speaks of; null if it was made by an inbound or by a deadline. */
export const jobOfEvent = (id: string): number | null => {
  const [, job] = /^job-(\d+)(?:~from)?\.\d+$/.exec(id) ?? []
  return job === undefined ? null : Number(job)
}

const minute = 60_000

const byAgent = ({ plan }: JobContext, job: Job) => ({
  customer: customerOf(plan, job.n),
  agent: agentOf(plan, job.n),
  commandId: commandIdOf(job),
})

/** Says what an agent decides who looks at the conversation first. */
const withCurrent = async (
  context: JobContext,
  job: Job,
  act: (
    seen: Extract<Awaited<ReturnType<Desk['current']>>, { ok: true }>,
    by: ReturnType<typeof byAgent>,
  ) => Promise<Answer>,
): Promise<Answer> => {
  const by = byAgent(context, job)
  const seen = await context.desk.current(by.customer)
  return seen.ok ? act(seen, by) : seen
}

const applyInbound = ({ desk, plan, began }: JobContext, { n }: Job): Promise<Answer> =>
  desk.receive(messageOf(plan, n, began))

const send = ({ desk, plan }: JobContext, job: Job): Promise<Answer> =>
  desk.send({
    ...answerOf(plan, job.n),
    agent: agentOf(plan, job.n),
    commandId: commandIdOf(job),
    intent: job.n % 8 === 0 ? 'new' : 'continue',
  })

/** How each job is done, by the public functions of a desk alone. */
const jobActions: { readonly [deed in JobKind]: (office: JobContext, job: Job) => Promise<Answer> } = {
  message: applyInbound,
  again: applyInbound,
  send,
  resend: send,
  echo: ({ desk, plan }, { n }) => desk.receive(echoOf(plan, n)),
  assign: (office, job) =>
    withCurrent(office, job, ({ conversation }, by) =>
      office.desk.assign({
        ...by,
        to: agentOf(office.plan, job.n + 1),
        expected: conversation?.agent ?? null,
      }),
    ),
  close: (office, job) =>
    withCurrent(office, job, ({ version }, by) =>
      office.desk.close({ ...by, version, force: job.n % 2 === 0 }),
    ),
  reopen: (office, job) => office.desk.reopen(byAgent(office, job)),
  snooze: (office, job) =>
    office.desk.snooze({
      ...byAgent(office, job),
      until: office.now() + ((job.n % 20) + 1) * minute,
      force: true,
      onReply: job.n % 3 === 0 ? 'keep' : 'wake',
    }),
  task: (office, job) =>
    office.desk.createTask({
      ...byAgent(office, job),
      text: `Look after it, ${job.n}`,
      dueAt: office.now() + ((job.n % 30) + 1) * minute,
    }),
  done: async (office, job) => {
    const by = byAgent(office, job)
    const open = await office.desk.tasks({ customer: by.customer, closed: false })
    if (!open.ok) return open
    const task = open.items[0]?.task.id ?? 'none'
    return office.desk.closeTask({ ...by, task })
  },
  merge: ({ desk, plan }, job) =>
    desk.merge({ ...pairOf(plan, job.n), agent: agentOf(plan, job.n), commandId: commandIdOf(job) }),
}

/** What came of a job: a refusal is an answer too. `wrote`: its own command stands in a stream. */
export type JobOutcome =
  | { readonly ok: true; readonly wrote: boolean }
  | { readonly ok: false; readonly code: string }

/** Does a job once; throws what the store threw. */
export const runJob = async (context: JobContext, job: Job): Promise<JobOutcome> => {
  const answer = await jobActions[job.kind](context, job)
  return answer.ok
    ? { ok: true, wrote: answer.events.some(({ id }) => jobOfEvent(id) === commandJobId(job)) }
    : { ok: false, code: answer.error.code }
}
