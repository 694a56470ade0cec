/* The few words within numbers, dates and names of characters. */

export const formatWords = {
  oneIn: (n: string): string => `1 in ${n}`,
  /** Million, after a number. */
  million: 'M' as string,
  today: 'today' as string,
  space: 'space' as string,
  noBreakSpace: 'no-break space' as string,
  tab: 'tab' as string,
  lineEnd: 'line end' as string,
  carriageReturn: 'carriage return' as string
}
