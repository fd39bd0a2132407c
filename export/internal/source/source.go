package source

import "embed"

// Files is the text of this package.
//
//go:embed *.go
var Files embed.FS
