# The command line, with what it needs to run: docs/operations.md, "In a container".

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm pack --silent \
  && mkdir /app \
  && tar -xzf graph-identity-provider-*.tgz -C /app --strip-components=1 \
  && node deploy/runtimeModules.js /app/node_modules

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
  AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE=1
COPY --from=build /app/package.json /app/LICENSE /app/
COPY --from=build /app/dist /app/dist
COPY --from=build /app/node_modules /app/node_modules
# The only folder that is written to; the rest may be read-only.
RUN install --directory --owner=node --group=node /data
WORKDIR /data
USER node
ENTRYPOINT ["node", "/app/dist/cli/main.js"]
CMD ["start"]
