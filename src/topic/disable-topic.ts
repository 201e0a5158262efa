import type { TopicId } from '../kernel/ids.ts'
import type { Refused } from '../kernel/result.ts'
import { findTopic, type TopicCatalogue, type TopicCatalogueChanged, type TopicUnknown } from './catalogue.ts'
import { replaceTopic, topicUnknown } from './change-topic.ts'

const setDisabled = (
  catalogue: TopicCatalogue,
  id: TopicId,
  disabled: boolean,
): TopicCatalogueChanged | Refused<TopicUnknown> => {
  const topic = findTopic(catalogue, id)
  return topic === null ? topicUnknown(id) : replaceTopic(catalogue, topic, { ...topic, disabled })
}

/**
 * Takes a topic out of use: no conversation can get it any more, those that have it keep it (T-1). It keeps its name.
 *
 * @example
 * const disabled = disableTopic(catalogue, { id: 'damage' })
 * disabled.ok && disabled.topic.disabled // true
 */
export const disableTopic = (
  catalogue: TopicCatalogue,
  input: { readonly id: TopicId },
): TopicCatalogueChanged | Refused<TopicUnknown> => setDisabled(catalogue, input.id, true)

/**
 * Puts a disabled topic back into use (T-1).
 *
 * @example
 * const enabled = enableTopic(catalogue, { id: 'damage' })
 * enabled.ok && enabled.catalogue === catalogue // true
 */
export const enableTopic = (
  catalogue: TopicCatalogue,
  input: { readonly id: TopicId },
): TopicCatalogueChanged | Refused<TopicUnknown> => setDisabled(catalogue, input.id, false)
