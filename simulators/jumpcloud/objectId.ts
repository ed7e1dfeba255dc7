import type { Random } from '../acme/random';

/** An id as JumpCloud writes it: 24 hexadecimal digits. */
export function objectId(random: Random): string {
  return [random.bits(), random.bits(), random.bits()]
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('');
}
