/** Says whether a full run held as many scenarios as are pinned: no line when it did, else one that says what to do. */
export function pinErrors(found: number, pinned: number): string[] {
  if (found === pinned) return [];
  const change = found < pinned ? 'some have disappeared' : 'some are new';
  return [
    `${found} scenarios were found, ${pinned} are pinned: ${change}. ` +
      `If that is meant, write "scenarios: ${found}" into features/requirements/pinned.yaml`,
  ];
}
