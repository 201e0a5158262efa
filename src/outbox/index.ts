export {
  type Consumer,
  type ConsumerCursorMoved,
  type ConsumerOptions,
  type Cursors,
  consumer,
  type EventBatch,
} from './consumer.ts'
export { type FollowOptions, follow, type StopSignal } from './follow.ts'
export { memoryCursors } from './memory-cursors.ts'
export { withNotify } from './notify.ts'
