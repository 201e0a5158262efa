/**
 * One inbound message that joins an open contact: decided and applied, by the library's pure functions, by hand, and by
 * XState. Run one contender per process, so that none pays for another's shapes: `tsx test/bench/inbound.ts NAME`.
 */
