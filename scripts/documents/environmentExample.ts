import {
  type ConfigField,
  type ConfigTable,
  environmentVariable,
} from '../../src/collect/configFields';

/** What `.env.example` tells of a provider. */
export interface ExampleProvider {
  id: string;
  name: string;
  configTable: ConfigTable;
}

/** All that `.env.example` is made of. */
export interface ExampleContents {
  commonFields: ConfigTable;
  providers: readonly ExampleProvider[];
  /** The provider whose needed fields are to be filled in; those of others are comments. */
  chosen: string;
  operatorVariables: Readonly<
    Record<string, { help: string; default: string | number }>
  >;
}

const LONGEST_LINE = 100;

const INTRODUCTION = `# Copy to .env and fill in. Real environment variables win over this file.
# Values stand bare or in quotes; a comment may follow behind a space and \`#\`. \`npm start\` takes a
# \`$\` as it is. The SDK's own commands (j1-integration) cut a value there: for them, set such a
# secret as a real environment variable.
#
# Written by "npm run document", from the fields' descriptions beside the code.`;

const UPLOAD = `# --- Upload with \`npm run upload\` ---

# Your JupiterOne account, an API key of the instance, and its id
#JUPITERONE_ACCOUNT=
#JUPITERONE_API_KEY=
#JUPITERONE_INSTANCE_ID=`;

/** The text of `.env.example`. */
export function environmentExample({
  commonFields,
  providers,
  chosen,
  operatorVariables,
}: ExampleContents): string {
  const sections = [
    INTRODUCTION,
    ...fields(commonFields, true),
    ...providers.flatMap(({ id, name, configTable }) => [
      `# --- ${name.toLowerCase() === id ? name : `${id}: ${name}`} ---`,
      ...fields(configTable, id === chosen),
    ]),
    UPLOAD,
    '# --- For the operator: timeouts and retries ---',
    ...Object.entries(operatorVariables).map(([name, variable]) =>
      [
        comment(`${sentence(variable.help)} Default: ${variable.default}`),
        `#${name}=${variable.default}`,
      ].join('\n'),
    ),
  ];
  return `${sections.join('\n\n')}\n`;
}

function fields(configTable: ConfigTable, isChosen: boolean): string[] {
  return Object.entries(configTable).map(([name, field]) => {
    const isToFillIn = isChosen && field.example !== undefined;
    const line = `${environmentVariable(name)}=${exampleOf(field)}`;
    return [comment(describe(field)), isToFillIn ? line : `#${line}`].join(
      '\n',
    );
  });
}

function describe({
  label,
  needed,
  help,
  default: byDefault,
}: ConfigField): string {
  const text = `${label} (${neededWhen(needed)}): ${help.replaceAll('`', '')}.`;
  return byDefault === undefined ? text : `${text} Default: ${byDefault}`;
}

function neededWhen(needed: string | undefined): string {
  if (needed === undefined) return 'optional';
  return needed === 'always' ? 'needed' : `needed ${needed}`;
}

/** A default that is a description is no value. */
function exampleOf({ example, default: byDefault = '' }: ConfigField): string {
  return example ?? (/\s/.test(byDefault) ? '' : byDefault);
}

function sentence(help: string): string {
  return `${help.slice(0, 1).toUpperCase()}${help.slice(1).replaceAll('`', '')}.`;
}

/** A text as lines of comment. */
function comment(text: string): string {
  const lines = [''];
  for (const word of text.split(/(?<!Default:) /)) {
    const line = `${lines.at(-1)} ${word}`;
    if (line.length < LONGEST_LINE) lines.splice(-1, 1, line);
    else lines.push(` ${word}`);
  }
  return lines.map((line) => `#${line}`).join('\n');
}
