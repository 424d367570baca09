import { type Narrowing, narrowing } from './narrowing.ts'

type Range = readonly [min: number | undefined, max: number | undefined]

export function narrowLength(
  [minBefore = 0, maxBefore = Infinity]: Range,
  [min = 0, max = Infinity]: Range,
  path: string,
  unit: string,
): readonly Narrowing[] {
  return [
    ...(min > minBefore ? [narrowing(path, `has to have at least ${min} ${unit} now`)] : []),
    ...(max < maxBefore ? [narrowing(path, `has to have at most ${max} ${unit} now`)] : []),
  ]
}
