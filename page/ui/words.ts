/** A count with separators. */
export function amount(value: number): string {
  return value.toLocaleString('en');
}

/** A count and its noun: "1 group", "2 groups". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${amount(value)} ${value === 1 ? one : many}`;
}

/** A day in ISO form, in UTC as the provider has it. */
export function day(ms: number | undefined): string | undefined {
  if (ms === undefined) return undefined;
  const date = new Date(ms);
  return Number.isNaN(date.getTime())
    ? undefined
    : date.toISOString().slice(0, 10);
}

/** A day and the time of the day, in UTC. */
export function moment(ms: number | undefined): string | undefined {
  if (ms === undefined || day(ms) === undefined) return undefined;
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A span of time as people say it, of ISO 8601; another one as it is. */
export function duration(text: string | undefined): string | undefined {
  const [all, days, hours, minutes, seconds] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text ?? '') ??
    [];
  if (all === undefined) return text;
  const inHours = Number(days ?? 0) * 24 + Number(hours ?? 0);
  const isDays = inHours > 0 && inHours % 24 === 0;
  const parts = [
    [isDays ? inHours / 24 : inHours, isDays ? 'day' : 'hour'],
    [Number(minutes ?? 0), 'minute'],
    [Number(seconds ?? 0), 'second'],
  ] as const;
  const said = parts.flatMap(([value, unit]) =>
    value === 0 ? [] : [counted(value, unit)],
  );
  return said.length === 0 ? 'every time' : said.join(' ');
}

/** Yes, no, or that it is not known. */
export function yesNo(value: boolean | undefined): string {
  if (value === undefined) return 'unknown';
  return value ? 'yes' : 'no';
}

/** Providers by their own spelling. */
export function providerName(id: string): string {
  const names: Record<string, string> = {
    acme: 'SCIM 2.0',
    jumpcloud: 'JumpCloud',
    okta: 'Okta',
    sysdig: 'Sysdig',
  };
  return names[id] ?? id;
}

/** A link of the provider, if it leads to a web page and nowhere else. */
export function webAddress(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}
