/** What a link to something that is not here shows. */
export function NotFound({ what }: { what: string }) {
  return (
    <div class="card empty">
      <h1>Not here</h1>
      <p>
        This collection has no {what}. It may have been collected at another
        time, or removed since.
      </p>
      <p>
        <a href="#/">Overview</a>
      </p>
    </div>
  );
}
