import { type Attributes, type Span, SpanStatusCode, trace } from '@opentelemetry/api'

/**
 * Runs something as a span of OpenTelemetry. Without an SDK in the process it costs next to nothing, and `attributes` is
 * not called.
 */
export function inSpan<T>(name: string, attributes: () => Attributes, run: (span: Span) => Promise<T>): Promise<T> {
  return tracer().startActiveSpan(name, async (span) => {
    if (span.isRecording()) span.setAttributes(attributes())
    try {
      return await run(span)
    } catch (error) {
      fail(span, error)
      throw error
    } finally {
      span.end()
    }
  })
}

/** Asked for anew each time: the application may start its SDK after us. */
export function tracer(): ReturnType<typeof trace.getTracer> {
  return trace.getTracer('docket')
}

/** Not the message: those of Postgres repeat values. */
export function fail(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR })
  if (error instanceof Error) span.setAttribute('error.type', codeOf(error) ?? error.name)
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
