import { useDirectory } from '../ui/context';
import { addressOf } from '../ui/router';
import { ShortTable } from '../ui/section';
import { amount } from '../ui/words';
import { Finder } from './finder';

/** Where pictures begin: with something that is looked for, or with a large group. */
export function PictureStart() {
  const directory = useDirectory();
  const { groups } = directory.tables;
  const members = (group: number) =>
    directory.membershipsOfGroup.of(group).length;
  const largest = Array.from({ length: groups.size }, (_, group) => group).sort(
    (one, other) => members(other) - members(one),
  );
  return (
    <>
      <div class="titleRow">
        <h1>Picture</h1>
        <p class="hint">
          One thing and what is around it; each neighbour can be opened in turn.
        </p>
      </div>
      <div class="card ends">
        <Finder
          title="Begin with"
          addressOf={(kind, id) => addressOf(['picture', kind, id])}
        />
      </div>
      <section class="card">
        <h2>Largest groups</h2>
        <ShortTable
          label="Largest groups"
          rows={largest}
          empty="No groups."
          allAt={addressOf(['groups'], { sort: '-members' })}
          columns={[
            {
              title: 'Group',
              cell: (row) => (
                <a
                  href={addressOf([
                    'picture',
                    'groups',
                    groups.text('id', row) ?? '',
                  ])}
                >
                  {groups.text('name', row)}
                </a>
              ),
            },
            { title: 'Direct members', cell: (row) => amount(members(row)) },
          ]}
        />
      </section>
    </>
  );
}
