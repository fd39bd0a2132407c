package data

import "github.com/deepprob/deepprob/internal/registry"

// What files may have of this package. The names are a promise: see package registry.
func init() {
	names := map[How]string{}
	for h, name := range hows {
		names[How(h)] = name
	}
	registry.EnterConstants(names)
	registry.Enter(Identity{}, MinMax{}, Range{}, Standardize{})
	registry.Enter(Affine{}, Encoding{})
}
