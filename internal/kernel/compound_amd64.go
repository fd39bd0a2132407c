//go:build amd64 && !noasm

package kernel

//go:generate go -C gen run ./vec -group compound -out ../vec_compound_amd64.s -kernels ../vec_compound_amd64.go -pkg kernel

// compounds32 and compounds64 are the functions of compounds.txt by their names there.
var compounds32 = map[string]any{
	"Normal32":      vecNormal32Compound,
	"LogNormal32":   vecLogNormal32Compound,
	"Laplace32":     vecLaplace32Compound,
	"Cauchy32":      vecCauchy32Compound,
	"Exponential32": vecExponential32Compound,
	"Uniform32":     vecUniform32Compound,
	"HalfNormal32":  vecHalfNormal32Compound,
	"HalfCauchy32":  vecHalfCauchy32Compound,
	"Pareto32":      vecPareto32Compound,
}

var compounds64 = map[string]any{
	"Normal64":      vecNormal64Compound,
	"LogNormal64":   vecLogNormal64Compound,
	"Laplace64":     vecLaplace64Compound,
	"Cauchy64":      vecCauchy64Compound,
	"Exponential64": vecExponential64Compound,
	"Uniform64":     vecUniform64Compound,
	"HalfNormal64":  vecHalfNormal64Compound,
	"HalfCauchy64":  vecHalfCauchy64Compound,
	"Pareto64":      vecPareto64Compound,
}
