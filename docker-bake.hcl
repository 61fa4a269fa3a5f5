# Images of a release for several kinds of machine, with a list of their packages (SBOM) and a
# statement of how they were built:   docker buildx bake --push
# VERSION and REVISION are in their labels. REGISTRY is where they go: `registry.example.org/`.
variable "VERSION" { default = "unreleased" }
variable "REVISION" { default = "unknown" }
variable "REGISTRY" { default = "" }

group "default" { targets = ["app", "proxy"] }

target "image" {
  platforms = ["linux/amd64", "linux/arm64"]
  attest    = ["type=sbom", "type=provenance,mode=max"]
}

target "app" {
  inherits = ["image"]
  target   = "app"
  args     = { VERSION = VERSION, REVISION = REVISION }
  tags     = ["${REGISTRY}herobreak/app:${VERSION}"]
}

target "proxy" {
  inherits = ["image"]
  target   = "proxy"
  tags     = ["${REGISTRY}herobreak/proxy:${VERSION}"]
}
