/*
 * The page of one provider's tile: its section of the page of all providers, and its part of the
 * data model there, so that no sentence stands in two places.
 */

const DATA_MODEL = '<!-- {J1_DOCUMENTATION_MARKER_START} -->';

const NOTICE =
  '<!-- Written by "npm run document" from docs/jupiterone.md: change it there. -->';

/** What the section says of what the page of all providers has at its top. */
const SUPPORT_ABOVE =
  /For this integration, see\s+\[Support\]\(#support\)\s+above\./;

/**
 * Gives the page of one provider's tile.
 *
 * @param document the page of all providers, with all that is generated in it
 * @throws Error where the page has no section of this provider
 */
export function tilePage(
  document: string,
  { id, name }: { id: string; name: string },
): string {
  const [text = '', model = ''] = document.split(DATA_MODEL);
  const sections = text.split(/^(?=## )/m);
  const own = sections.find((section) =>
    section.includes(`<!-- written by "npm run document": fields of ${id} -->`),
  );
  const support = sections.find((section) => section.startsWith('## Support'));
  if (own === undefined || support === undefined) {
    throw new Error(
      `docs/jupiterone.md has no section of ${id}, or no Support`,
    );
  }
  const [, supportText = ''] = support.split(/^## Support$/m);
  const page = own
    .replace(/^## (.*?)(?: \(`\w+`\))?$/m, '## $1')
    .replace(/^.*$/m, (title) => `${title}\n\n${NOTICE}`)
    .replace(SUPPORT_ABOVE, () => supportText.trim())
    .replace(
      new RegExp(`^\\d+\\. Choose the provider \`${id}\`\\.\\n`, 'm'),
      '',
    )
    .replace(/^#(#+ )/gm, '$1');
  const anchor = name
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
  return [
    page.trim(),
    `## Properties\n\nWhat each property tells stands in [properties.md](properties.md#${anchor}).`,
    DATA_MODEL + ofProvider(model, id),
  ].join('\n\n');
}

/** The sections of the data model with the rows of one provider, and no section without rows. */
function ofProvider(model: string, id: string): string {
  return model
    .split(/^(?=### |<!--\n\*+\nEND)/m)
    .map((section) => {
      const isTable = section.startsWith('### ');
      const lines = section.split('\n');
      const kept = lines.filter(
        (line) =>
          !/^\| .*`/.test(line) || isHead(line) || line.includes(`\`${id}_`),
      );
      const hasRows = kept.some((line) => line.includes(`\`${id}_`));
      return isTable && !hasRows ? '' : kept.join('\n');
    })
    .join('');
}

function isHead(line: string): boolean {
  return /^\| (Resources|Source Entity) /.test(line);
}
