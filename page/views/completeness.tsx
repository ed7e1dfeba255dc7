import { useDirectory } from '../ui/context';
import { amount } from '../ui/words';

/** In plain words whether the data is whole, and what is missing. */
export function Completeness() {
  const { facts } = useDirectory();
  const partial = facts.types.filter(({ status }) => status === 'partial');
  const limited = facts.types.filter(({ status }) => status === 'limited');
  const off = facts.types.filter(({ status }) => status === 'not collected');
  const isWhole = partial.length === 0;
  return (
    <details
      class={`card completeness ${isWhole ? 'whole' : 'gaps'}`}
      open={!isWhole}
    >
      <summary>
        {isWhole ? (
          <>
            <span aria-hidden="true">✓ </span>Complete: every step read all of
            its data
            {off.length > 0 && `; ${off.length} types are switched off`}.
          </>
        ) : (
          <>
            <span aria-hidden="true">⚠ </span>Incomplete: numbers below can be
            too low, and who is missing here may exist.
          </>
        )}
      </summary>
      <TypeTable title="Partial" types={partial} />
      <TypeTable title="Never whole, by its nature" types={limited} />
      <TypeTable title="Not collected" types={off} />
      {isWhole && (
        <p class="hint">
          {amount(facts.types.reduce((sum, { objects }) => sum + objects, 0))}{' '}
          objects of {facts.types.length - off.length} types.
        </p>
      )}
    </details>
  );
}

function TypeTable({
  title,
  types,
}: {
  title: string;
  types: readonly { type: string; objects: number; steps: string[] }[];
}) {
  if (types.length === 0) return null;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={title}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">Type</th>
            <th scope="col">Collected</th>
            <th scope="col">Steps</th>
          </tr>
        </thead>
        <tbody>
          {types.map(({ type, objects, steps }) => (
            <tr key={type}>
              <td>{type}</td>
              <td>{amount(objects)}</td>
              <td>{steps.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** On every other page: a line that the data is not whole. */
export function GapLine() {
  const { facts } = useDirectory();
  const partial = facts.types.filter(({ status }) => status === 'partial');
  if (partial.length === 0) return null;
  return (
    <p class="gapLine">
      <span aria-hidden="true">⚠ </span>
      Incomplete: rows may be missing of{' '}
      {partial.map(({ type }) => type).join(', ')}.{' '}
      <a href="#/">What is missing</a>
    </p>
  );
}
