package catalogue

import "math"

// The numbers of the recipe. Lengths are comoving Mpc/h, velocities km/s, masses Msun/h, x = log10 M200c.
const (
	omegaM   = 0.307115 // MDPL2 (Klypin et al. 2016), flat
	redshift = 0.117
	volume   = 1e9 // of the box, (Mpc/h)^3

	minMass, maxMass = 13.5, 15.3334 // of hosts, x
	flatDensity      = 1e-5          // lines of sight are added until this many a (Mpc/h)^3 and dex
	densityWindow    = .01           // dex
	minLines         = 3
	maxLines         = 101

	aperture    = 1.6  // R <
	maxVelocity = 2200 // |v| <
	minMembers  = 10   // Ngal >

	virial          = 1.28 // r_vir / r200
	richnessScatter = .13  // ln, of a host
	concScatter     = .15  // dex, of a host
	scaleScatter    = .03  // dex, of a line of sight
	sigmaHost       = .038 // dex
	sigmaLine       = .032 // dex
	sigmaRichness   = .15  // correlation of the host's sigma with its richness
	bulkScatter     = .191 // of sigma
	decline, pivot  = .391, .45

	groupShare  = .14 // of the members, in sub-groups
	groupSize   = 5   // mean
	groupConc   = 2   // of the sub-groups' centres
	groupRadius = .15 // of r_vir
	groupSigma  = .35 // of sigma

	loneMass     = 11.4 // lowest x of the halos whose satellites are interlopers
	massStep     = .1
	massBins     = 39 // to x = 15.3
	clusterR0    = 5
	clusterSlope = 1.8
	exclusion    = .835 // of the larger r_vir
	biasFactor   = .835
	environment  = .05  // ln, of a host
	infall       = .576 // of sigma at r_vir
	peculiar     = 180 * math.Sqrt2

	knee, kneeSlope = 10.75, .06
	schechterSlope  = -1.15
	minStellar      = 9.5
	maxStellar      = 12.2 // the Schechter function there is 1e-12 of its value at the knee
)

var (
	hubble = math.Sqrt(omegaM*(1+redshift)*(1+redshift)*(1+redshift) + 1 - omegaM) // E(z)
	flow   = 100 * hubble / (1 + redshift)                                         // km/s per Mpc/h along the line: 94.8
	depth  = (maxVelocity + 1800) / flow                                           // half the length of line that is filled with halos
)

func pow10(x float64) float64 { return math.Exp(x * math.Ln10) }

// massFunction is the number of halos a (Mpc/h)^3 and dex at x: MDPL2 at z = 0.117.
func massFunction(x float64) float64 {
	return pow10(-3.889 - .921*(x-14) - pow10(.719*(x-14.248))/math.Ln10)
}

// virialRadius returns r_vir = 1.28 r200, the radius within which satellites are.
func virialRadius(x float64) float64 {
	critical := 2.775e11 * hubble * hubble
	return virial * math.Cbrt(3*pow10(x)/(4*math.Pi*200*critical)) * (1 + redshift)
}

// richness is the mean number of satellites above 10^9.5 Msun.
func richness(x float64) float64 { return 27.62 * pow10(.988*(x-14)) * math.Exp(-pow10(12.06-x)) }

// dispersion is sigma, the line-of-sight velocity dispersion.
func dispersion(x float64) float64 { return pow10(3.046 + .366*(x-15)) }

// concentration is r_vir over the scale radius of the satellites' NFW profile.
func concentration(x float64) float64 { return 3.307 * pow10(-.10*(x-14)) }

// bias is the halos' clustering relative to matter.
func bias(x float64) float64 { return .55 + .35*pow10(.42*(x-12)) }
