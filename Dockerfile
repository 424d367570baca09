# The restaurant of examples/pos: its pages and its server on port 4400. It needs DATABASE_URL and DOCKET_AUTH_SECRET
# or DOCKET_JWKS_URL; see docker-compose.yml.
FROM node:24-slim AS base
RUN npm install --global pnpm@12.21.0
WORKDIR /app
COPY . .

FROM base AS pages
RUN pnpm install --frozen-lockfile --filter "@docket/example-pos..." \
 && pnpm --filter @docket/example-pos run build

# Without the programs of the embedded PostgreSQL, which are optional dependencies.
FROM base AS server
RUN pnpm install --frozen-lockfile --prod --no-optional --filter "@docket/example-pos..."

FROM node:24-slim
ENV NODE_ENV=production PORT=4400
WORKDIR /app
COPY --from=server /app ./
COPY --from=pages /app/examples/pos/dist examples/pos/dist
# Where a server keeps what it makes itself, such as a signing key.
RUN mkdir .docket && chown node .docket
USER node
EXPOSE 4400
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s \
  CMD ["node", "--eval", "fetch('http://127.0.0.1:4400/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--conditions=@docket/source", "examples/pos/server.ts"]
