/* Fifty names for the experiment of station 12: what a model makes of a list it could learn by heart. */

export const FIFTY_NAMES: readonly string[] = (
  'ada alma amy anna aron asa ben bela carl clara dan dora ed ella emil erik eva finn fritz gina greta hana hugo ida ' +
  'ines ivan jana jon julia karl lara lena leo lina luca mara max mia nils nora olga otto paul rosa sam sara tom ' +
  'ulla vera will'
).split(' ')
