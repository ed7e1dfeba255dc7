/** The different values of a column. */
export function optionsOf(
  size: number,
  valueOf: (row: number) => string | undefined,
): { value: string; title: string }[] {
  const values = new Set<string>();
  for (let row = 0; row < size; row += 1) {
    const value = valueOf(row);
    if (value !== undefined && value !== '') values.add(value);
  }
  return [...values].sort().map((value) => ({ value, title: value }));
}
