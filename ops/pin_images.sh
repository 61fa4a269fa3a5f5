#!/bin/sh
# Print lines for .env that bind each base image to the digest that its tag has now.
#   ops/pin_images.sh >> .env
# It asks the registries. Later digests come by running it again.
set -eu
cd "$(dirname "$0")/.."
{
    sed -n 's/^ARG \([A-Z]*_IMAGE\)=\(.*\)$/\1 \2/p' Dockerfile
    sed -n 's/^ *image: ${\([A-Z]*_IMAGE\):-\(.*\)}$/\1 \2/p' docker-compose.yml
} | while read -r name image; do
    digest=$(docker buildx imagetools inspect "$image" --format '{{.Manifest.Digest}}')
    printf '%s=%s@%s\n' "$name" "$image" "$digest"
done
