# SPDX-License-Identifier: GPL-2.0-or-later
# bash completion for bondctl; the words come from bondctl itself.

_bondctl()
{
	local kept="" line
	local -a words=("${COMP_WORDS[@]:1:COMP_CWORD}")
	local -i last

	COMPREPLY=()
	# bash splits at '=': put "--option=value" together as two words, "key=value" as one.
	[[ ${COMP_WORDS[COMP_CWORD]} == "=" ]] && words+=("")
	last=$((${#words[@]} - 1))
	if ((last > 1)) && [[ ${words[last - 1]} == "=" ]]; then
		if [[ ${words[last - 2]} == --* ]]; then
			words=("${words[@]:0:last-1}" "${words[last]}")
		else
			kept="${words[last - 2]}="
			words=("${words[@]:0:last-2}" "$kept${words[last]}")
		fi
	fi
	while IFS=$'\t' read -r line _; do
		line=${line#"$kept"}
		# Names of devices and files may hold what bash would obey.
		[[ $line != *[!A-Za-z0-9_.,:@%+/=-]* ]] || printf -v line %q "$line"
		COMPREPLY+=("$line")
	done < <("${COMP_WORDS[0]}" complete "${words[@]}" 2>/dev/null)
	((${#COMPREPLY[@]} == 1)) && [[ ${COMPREPLY[0]} == *[,=/] ]] && compopt -o nospace
	return 0
}
complete -F _bondctl bondctl
