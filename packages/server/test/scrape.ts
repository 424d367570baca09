/** The value of one of Prometheus' series, as a server tells it; with labels, written as in `name{code="x"}`. */
export async function scrape(url: string, series: string): Promise<number> {
  return seriesValue(await (await fetch(`${url}/metrics`)).text(), series)
}

/** NaN when there is no such series. */
export function seriesValue(text: string, series: string): number {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `))
  return Number(line?.slice(series.length + 1) ?? Number.NaN)
}
