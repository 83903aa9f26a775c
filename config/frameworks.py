"""Vercel's framework presets, by the slugs that its API takes, and what each means for a site's variables.

Slugs are those of the `framework` enum of vercel.com/docs/rest-api (create a project). Prefixes are those of
github.com/vercel/vercel, packages/frameworks/src/frameworks.json. Where it names no prefix, or that of an old
version, the framework's own word counts: vite.dev/guide/env-and-mode for all that is built with Vite,
svelte.dev/docs/kit (`publicPrefix`), nuxt.com/docs (runtime config). Read in November 2026. Ports are the
defaults of the frameworks' development servers.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Preset(NamedTuple):
    """`env_prefix`: a variable that begins with it is built into the bundle. `port`: of the local server."""

    env_prefix: str
    port: int


CREATE_REACT_APP: Final = Preset("REACT_APP_", 3000)
_VITE: Final = Preset("VITE_", 5173)
PRESETS: Final[Mapping[str, Preset]] = {
    "astro": Preset("PUBLIC_", 4321),
    "blitzjs": Preset("NEXT_PUBLIC_", 3000),
    "create-react-app": CREATE_REACT_APP,
    "gatsby": Preset("GATSBY_", 8000),
    "hydrogen": Preset("PUBLIC_", 3000),
    "nextjs": Preset("NEXT_PUBLIC_", 3000),
    "nuxtjs": Preset("NUXT_PUBLIC_", 3000),
    "react-router": _VITE,
    "redwoodjs": Preset("REDWOOD_ENV_", 8910),
    "remix": _VITE,
    "sanity": Preset("SANITY_STUDIO_", 3333),
    "sanity-v2": Preset("SANITY_STUDIO_", 3333),
    "solidstart": Preset("VITE_", 3000),
    "solidstart-1": Preset("VITE_", 3000),
    "sveltekit": _VITE,
    "sveltekit-1": Preset("PUBLIC_", 5173),
    "tanstack-start": Preset("VITE_", 3000),
    "tanstack-start-lovable": Preset("VITE_", 3000),
    "vite": _VITE,
    "vitepress": _VITE,
    "vue": Preset("VUE_APP_", 8080),
}
# Those that build nothing into a bundle under a prefix of their own, as far as is known here.
_OTHERS = """
angular brunch django docusaurus docusaurus-2 dojo eleventy elysia ember express fastapi fasthtml
fastify flask go gridsome h3 hexo hono hugo ionic-angular ionic-react jekyll koa middleman nestjs nitro
node parcel polymer preact python ruby rust saber sanity-v3 sapper scully services stencil storybook
svelte umijs vuepress xmcp zola
"""
FRAMEWORKS: Final = (*PRESETS, *_OTHERS.split())
"""Every preset. Vercel adds to them, so that one which is missing here is worth a line and no refusal."""
PREFIXES: Final[frozenset[str]] = frozenset(preset.env_prefix for preset in PRESETS.values())
BUNDLED: Final = frozenset(("create-react-app", "gatsby", "sanity", "sanity-v2", "vite", "vitepress", "vue"))
"""Those without a server: what is not built into the bundle, only the build itself can read."""
