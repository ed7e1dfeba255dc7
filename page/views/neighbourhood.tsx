import type { NodeKind } from '../data/neighbours';
import { addressOf } from '../ui/router';
import { useDirectory } from '../ui/context';

/** Links from an object to its picture and to paths that begin at it. */
export function Neighbourhood({ kind, row }: { kind: NodeKind; row: number }) {
  const id = useDirectory().tables[kind].text('id', row) ?? '';
  return (
    <nav class="neighbourhood" aria-label="More about this">
      <a class="button" href={addressOf(['picture', kind, id])}>
        Picture of what is around
      </a>
      <a class="button" href={addressOf(['path'], { from: `${kind}:${id}` })}>
        Path to something else
      </a>
    </nav>
  );
}
