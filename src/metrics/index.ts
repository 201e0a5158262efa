export type { Figures, Stat } from './figures.ts'
export { foldMetrics } from './fold.ts'
export { measure, measureUntil } from './measure.ts'
export type {
  ChannelStat,
  Clocks,
  CloseStat,
  ContactClock,
  ConversationMetrics,
  PendingClock,
  Segment,
  SegmentOpening,
} from './metrics.ts'
export type { MetricsOptions } from './options.ts'
export { addSummaries, type MetricsSummary, summarise } from './summary.ts'
