import { now } from './stream.js';

/** What is wrong, in sentences. */
export function problems() {
  const it = now.health;
  if (!it) return [];
  return [
    ...it.missing,
    ...it.listeners.map((one) => `listener ${one.spec.name} is ${one.state}: ${one.reason}`),
    ...it.configurations.map((one) => `configuration: ${Object.values(one).filter((v) => typeof v === 'string').join(': ')}`),
    ...it.tls.map((one) => `TLS of listener ${one.spec.name}: ${one.tls?.problem || `valid until ${one.tls?.validUntil}`}`),
    ...it.deployments.map((one) => `${one.file} is ${one.state}: ${one.reason}`),
    ...it.leaks.map((one) => `the classes of ${one.bundle} ${one.version} are still in memory`),
    ...it.stalls.map((one) => `${one.component} holds up ${one.loop}`),
    ...it.deadlocks.map(() => 'components wait for one another in a circle'),
    ...(it.slow ? ['components run on the slower carrier'] : []),
  ];
}
