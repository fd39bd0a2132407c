package figure

// Fits reports whether the line below a heading has room on a page: sentences made of results may grow with their numbers, and
// what goes over the edge is cut without a word.
func Fits(below string) bool {
	pg := NewPage(40, "", "")
	return TextStyle(TextSize, Soft).Width(below) <= pg.Max.X-pg.Min.X-2
}
