/** A serverless function: an SMS provider's webhook in, `desk.receive`, and a status that tells the provider what to do. */
import { createDesk, type Desk, definePolicy, type Inbound } from 'throughline'
import { memoryStore } from 'throughline/memory'

/** What the provider posts. */
interface Payload {
  readonly sid: string
  readonly from: string
  readonly to: string
  readonly body: string
  readonly sentAt: string
  readonly media?: readonly { readonly id: string; readonly url: string }[]
  /** Set when this is news of a message of ours. */
  readonly status?: 'delivered' | 'failed'
}

const inboundOf = ({ sid, from, to, body, sentAt, media, status }: Payload): Inbound => {
  const base = { channel: 'sms', endpoint: to, at: sentAt }
  if (status === 'failed') return { ...base, kind: 'bounce', of: sid }
  if (status === 'delivered') return { ...base, kind: 'signal', signal: 'delivered', of: sid }
  return { ...base, from, id: sid, text: body, attachments: media ?? [] }
}

const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

/**
 * 200: stored, or known already; do not send it again. 409: too many wrote at once, or this is a report about a message
 * that is not known yet; send it again later, it can do no harm twice. 422: we cannot read it, and sending it again would not help.
 */
export const webhook =
  (desk: Desk) =>
  async (request: Request): Promise<Response> => {
    const payload: unknown = await request.json().catch(() => null)
    if (typeof payload !== 'object' || payload === null) return json(422, { error: 'no JSON object' })
    const received = await desk.receive(inboundOf(payload as Payload))
    if (received.ok) return json(200, { outcome: received.outcome, message: received.message })
    const { code, message, remedy } = received.error
    const again = code === 'desk.conflict' || code === 'message.unknown'
    return json(again ? 409 : 422, { error: code, message, remedy })
  }

/** What the platform calls. A real one has a store that outlives it. */
export const handler: (request: Request) => Promise<Response> = webhook(
  createDesk({ store: memoryStore(), policy: definePolicy({ inbox: 'support' }) }),
)
