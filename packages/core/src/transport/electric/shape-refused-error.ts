import { DocketError } from '../../event/errors.ts'

/** Nothing is lost by it: the server is asked from time to time instead. */
export class ShapeRefusedError extends DocketError {
  constructor(url: string, status: number) {
    super(
      'shape_refused',
      `${url} answered with HTTP ${status}, so news come late: set ELECTRIC_URL on the server, or use pollingTransport`,
    )
  }
}
