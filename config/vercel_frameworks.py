"""Vercel's framework presets, by the slugs that its API takes.

The `framework` enum of vercel.com/docs/rest-api (create a project), as @vercel/sdk carries it in November
2026. Vercel adds to it now and then, so that what is missing here is worth a line and no refusal.
"""

from typing import Final

_SITES = """
angular astro blitzjs brunch create-react-app docusaurus docusaurus-2 dojo eleventy ember gatsby gridsome
hexo hugo hydrogen ionic-angular ionic-react jekyll middleman nextjs nuxtjs parcel polymer preact
react-router redwoodjs remix saber sanity sanity-v3 sapper scully solidstart solidstart-1 stencil storybook
svelte sveltekit sveltekit-1 tanstack-start umijs vite vitepress vue vuepress zola
"""
_SERVERS = """
django elysia express fastapi fasthtml fastify flask go h3 hono koa nestjs nitro node python ruby rust
services xmcp
"""
FRAMEWORKS: Final = (*_SITES.split(), *_SERVERS.split())
