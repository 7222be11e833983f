# Weir as a container: `docker build -t weir .`; run with a secret, since it listens on all addresses:
#   docker run -p 8080:8080 -p 8081:8081 -e WEIR_JWT_SECRET=... -v weir-data:/data weir
FROM node:24-trixie AS build
WORKDIR /weir
# Native parts (better-sqlite3, re2) compile here; the base image has python3, make and g++.
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts && npm rebuild
COPY tsconfig.json ./
COPY src ./src
COPY wordlists ./wordlists
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-trixie-slim
ENV NODE_ENV=production WEIR_HOST=0.0.0.0 WEIR_DATA_DIR=/data
WORKDIR /weir
COPY --from=build /weir/package.json ./
COPY --from=build /weir/node_modules ./node_modules
COPY --from=build /weir/dist ./dist
COPY --from=build /weir/wordlists ./wordlists
COPY --from=build /weir/src/classifier/model ./src/classifier/model
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080 8081
# Asks whichever port this container's role serves.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "-e", \
  "const ask = (port) => fetch(`http://127.0.0.1:${port}/healthz`); \
   ask(process.env.WEIR_PORT || 8080).catch(() => ask(process.env.WEIR_CONSOLE_PORT || 8081)) \
     .then((reply) => process.exit(reply.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["start"]
