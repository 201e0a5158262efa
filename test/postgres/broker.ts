import { jetstreamManager } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'

/** NATS is not there, or has no JetStream. */
const absent = /CONNECTION_REFUSED|ECONNREFUSED|JetStreamNotEnabled|jetstream is not enabled/i

/**
 * The broker at `NATS_URL`, which must answer, none if that is empty; if it is not set, the one on this machine, or null where
 * none has JetStream.
 */
export const brokerHere = async (): Promise<NatsConnection | null> => {
  const { NATS_URL: given } = process.env
  if (given === '') return null
  try {
    const connection = await connect({
      servers: given ?? '127.0.0.1:4222',
      timeout: 60_000,
      reconnect: false,
    })
    await jetstreamManager(connection)
    return connection
  } catch (error) {
    const { name, cause } = error as Error
    if (given !== undefined || !absent.test(`${name} ${error} ${cause}`)) throw error
    return null
  }
}
