export {
  type Batch,
  type Consumer,
  type ConsumerOptions,
  type Cursors,
  consumer,
  type Overtaken,
} from './consumer.ts'
export { type FollowOptions, follow, type StopSignal } from './follow.ts'
export { memoryCursors } from './memory-cursors.ts'
export { withNotify } from './notify.ts'
