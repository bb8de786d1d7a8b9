(**************************************************************************************************)
(* W1, S7: one hidden layer                                                                       *)
(*   W1_layer          == it fits every consistent data set                                       *)
(*   hinges c r u      == c + sum of max 0 (u - v) a over the pairs (v, a) of r                   *)
(*   S7                == the width it needs to be constant near every class                      *)
(*   one_layer z       == V2 relu (V1 z + v1) + v2                                                *)
(*   active x          == the diagonal matrix of the units that are on at x                       *)
(*   strict x          == no unit with weights is 0 at x                                          *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import Basic Near Readout Descent Network Widths Cells.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Section Affine.
Variables (R : realFieldType) (M Q : nat) (T : finType) (x : T -> 'cV[R]_M) (y : T -> 'cV[R]_Q).
Theorem W1_affine : (exists (A : 'M[R]_(Q, M)) c, forall t, A *m x t + c = y t) <->
  forall a : T -> R, \sum_t a t = 0 -> \sum_t a t *: x t = 0 -> \sum_t a t *: y t = 0.
Proof.
split=> [[A [c e]] a a0 ax|rel].
  rewrite (eq_bigr (fun t => A *m (a t *: x t) + a t *: c)) => [|t _]; last first.
    by rewrite -e scalerDr scalemxAr.
  by rewrite big_split /= -mulmx_sumr ax mulmx0 -scaler_suml a0 scale0r addr0.
have [A [c [eA ec]]] := T2_solvable x y (fun t => @ltr01 R).
exists A, c => t; apply/eqP; rewrite -subr_eq0; apply/eqP/colP => q; rewrite [RHS]mxE.
pose r s := (A *m x s + c - y s) q 0.
have rx : \sum_s r s *: x s = 0.
  apply/colP => i; rewrite summxE [RHS]mxE.
  have := congr1 (fun G : 'M[R]_(Q, M) => G q i) eA; rewrite summxE [RHS]mxE => z.
  rewrite -[RHS]z; apply: eq_bigr => s _; rewrite scale1r mxE [RHS]mxE big_ord1.
  by rewrite [((x s)^T) _ _]mxE.
have r1 : \sum_s r s = 0.
  have := congr1 (fun G : 'cV[R]_Q => G q 0) ec; rewrite summxE [RHS]mxE => z.
  by rewrite -[RHS]z; apply: eq_bigr => s _; rewrite scale1r.
have ry := congr1 (fun v : 'cV[R]_Q => v q 0) (rel r r1 rx).
have /eqP : \sum_s r s * r s = 0.
  have e s : r s * r s = (A *m (r s *: x s) + r s *: c - r s *: y s) q 0.
    by rewrite -scalemxAr -scalerDr -scalerBr mxE.
  rewrite (eq_bigr _ (fun s _ => e s)) -summxE sumrB big_split /= -mulmx_sumr rx mulmx0.
  by rewrite -scaler_suml r1 scale0r addr0 sub0r mxE ry mxE oppr0.
rewrite psumr_eq0 => [/allP h|s _]; last by rewrite -expr2 sqr_ge0.
by have := h t (mem_index_enum t); rewrite /= mulf_eq0 orbb => /eqP.
Qed.
End Affine.

Section OneLayer.
Variables (R : realFieldType) (Q : nat).
Definition hinges (c : 'cV[R]_Q) (r : seq (R * 'cV[R]_Q)) u :=
  c + \sum_(p <- r) Num.max 0 (u - p.1) *: p.2.
Lemma hinges_exist (v : R -> 'cV[R]_Q) (s : seq R) : sorted >%R s ->
  exists c r, forall u, u \in s -> hinges c r u = v u.
Proof.
elim: s => [|a s IH] /=; first by exists 0, [::].
case: s IH => [|d s] IH.
  by move=> _; exists (v a), [::] => u; rewrite inE => /eqP ->; rewrite /hinges big_nil addr0.
move=> /= /andP[da ps]; have [c [r h]] := IH ps.
have le u : u \in d :: s -> u <= d.
  rewrite inE => /orP[/eqP -> //|us].
  by have /allP/(_ _ us)/ltW := order_path_min (rev_trans lt_trans) ps.
exists c, ((d, (a - d)^-1 *: (v a - hinges c r a)) :: r) => u.
rewrite inE /hinges big_cons => /orP[/eqP ->|us].
  have ad : 0 < a - d by rewrite subr_gt0.
  rewrite (max_idPr (ltW ad)) scalerA divff ?gt_eqF // scale1r addrCA.
  by rewrite -/(hinges c r a) subrK.
rewrite (max_idPl _) ?subr_le0 ?le // scale0r add0r.
exact: h.
Qed.

Lemma hinge_layer M k (f z : 'cV[R]_M) (p : 'I_k -> R * 'cV[R]_Q) (c : 'cV[R]_Q) :
  (\matrix_(q, j) (p j).2 q 0) *m relu ((\matrix_(j, i) f i 0) *m z + \col_j - (p j).1) + c =
  c + \sum_j Num.max 0 (dot f z - (p j).1) *: (p j).2.
Proof.
rewrite addrC; congr (_ + _); apply/colP => q; rewrite summxE mxE; apply: eq_bigr => j _.
rewrite [RHS]mxE mulrC [X in _ * X]mxE; congr (_ * _).
rewrite mxE; congr Num.max; rewrite mxE [X in _ + X]mxE; congr (_ - _).
by rewrite mxE; apply: eq_bigr => i _; rewrite mxE.
Qed.

Variables (M : nat) (T : finType) (x : T -> 'cV[R]_M) (y : T -> 'cV[R]_Q).
Theorem W1_layer : (forall s t, x s = x t -> y s = y t) ->
  exists K (th : net R (two_widths M K K) 1 Q), forall t, gout th (x t) = y t.
Proof.
move=> const; have [f inj] := separating_functional x.
pose vals := rev (sort <=%R (undup [seq dot f (x t) | t <- enum T])).
have vs : sorted >%R vals by rewrite rev_sorted sort_lt_sorted undup_uniq.
pose v u := if [pick t | dot f (x t) == u] is Some t then y t else 0.
have [c [r h]] := hinges_exist v vs.
pose p (j : 'I_(size r)) := nth (0, 0) r j.
exists (size r), (@Net R (two_widths M (size r) (size r)) 1 Q
  (fun l => match l return 'M[R]_(two_widths M _ _ l.+1, two_widths M _ _ l) with
    | 0 => \matrix_(j, i) f i 0 | _ => 0 end)
  (fun l => match l return 'cV[R]_(two_widths M _ _ l.+1) with
    | 0 => \col_j - (p j).1 | _ => 0 end)
  (\matrix_(q, j) (p j).2 q 0) c) => t.
have hv : hinges c r (dot f (x t)) = y t.
  rewrite h; last first.
    by rewrite mem_rev mem_sort mem_undup; apply: (map_f (fun t => dot f (x t))); rewrite mem_enum.
  rewrite /v; case: pickP => [s /eqP e|/(_ t)]; last by rewrite eqxx.
  by apply: const; apply: inj.
by rewrite -hv /hinges (big_nth (0, 0)) big_mkord; apply: hinge_layer.
Qed.
End OneLayer.

(** S7: one hidden layer that is constant near points with affinely independent values. *)
Section LeastWidth.
Variables (R : realFieldType) (M d k q : nat).
Variables (V1 : 'M[R]_(d, M)) (v1 : 'cV[R]_d) (V2 : 'M[R]_(k, d)) (v2 : 'cV[R]_k).
Definition one_layer x := V2 *m relu (V1 *m x + v1) + v2.

(* near x the units with weights keep their signs *)
Definition active (x : 'cV[R]_M) : 'M[R]_d :=
  diag_mx (\row_i (if 0 < (V1 *m x + v1) i 0 then 1 else 0)).
Definition strict x := forall i, row i V1 != 0 -> (V1 *m x + v1) i 0 != 0.

Lemma activeE x (v : 'cV[R]_d) i :
  (active x *m v) i 0 = if 0 < (V1 *m x + v1) i 0 then v i 0 else 0.
Proof. by rewrite mul_diag_mx mxE mxE; case: ifP => _; rewrite ?mul1r ?mul0r. Qed.
Lemma active_relu x : relu (V1 *m x + v1) = active x *m (V1 *m x + v1).
Proof.
by apply/colP => i; rewrite activeE [LHS]mxE; case: ltP.
Qed.

(* a direction along which every unit with weights moves *)
Lemma moving : exists om : 'cV[R]_M, forall i, row i V1 != 0 -> (V1 *m om) i 0 != 0.
Proof.
have [|f h] := @generic_functional R M [seq (row i V1)^T | i <- enum 'I_d & row i V1 != 0].
  by move=> v /mapP[i]; rewrite mem_filter => /andP[nz _] ->; rewrite -trmx0 (inj_eq trmx_inj).
exists f => i nz; have -> : (V1 *m f) i 0 = dot f (row i V1)^T.
  by rewrite dotC dotE trmxK -row_mul [RHS]mxE.
by apply: h; apply: map_f; rewrite mem_filter nz mem_enum.
Qed.

Lemma affine_nonzero (a c eps : R) : c != 0 -> 0 < eps ->
  exists2 e, 0 < e & forall s, 0 < s -> s < e -> a + s * c != 0.
Proof.
move=> c0 _; have [->|a0] := eqVneq a 0.
  by exists 1; rewrite ?ltr01 // => s s0 _; rewrite add0r mulf_neq0 // gt_eqF.
exists (`|a| / `|c|) => [|s s0 lt]; first by rewrite divr_gt0 ?normr_gt0.
apply/eqP => /eqP; rewrite addr_eq0 => /eqP e; move: lt.
by rewrite ltr_pdivl_mulr ?normr_gt0 // e normrN normrM (gtr0_norm s0) ltxx.
Qed.

(* a strict point near any point *)
Lemma strict_near z eps : 0 < eps -> exists2 x, strict x & mclose eps z x.
Proof.
move=> e0; have [om mv] := moving.
have [e e1 he] : exists2 e, 0 < e & forall s, 0 < s -> s < e -> forall i : 'I_d,
    row i V1 != 0 -> (V1 *m z + v1) i 0 + s * (V1 *m om) i 0 != 0.
  suff: forall r : seq 'I_d, exists2 e, 0 < e & forall s, 0 < s -> s < e -> forall i, i \in r ->
      row i V1 != 0 -> (V1 *m z + v1) i 0 + s * (V1 *m om) i 0 != 0.
    by move=> /(_ (enum 'I_d)) [e e1 h]; exists e => // s s0 lt i; apply: h; rewrite ?mem_enum.
  elim=> [|i r [e e1 h]]; first by exists 1; rewrite ?ltr01.
  have [z0|nz] := eqVneq (row i V1) 0.
    by exists e => // s s0 lt j; rewrite inE => /orP[/eqP -> /eqP //|]; apply: h.
  have [e' e'0 h'] := affine_nonzero ((V1 *m z + v1) i 0) (mv i nz) e0.
  exists (Num.min e e') => [|s s0]; first by rewrite lt_minr e1.
  rewrite lt_minr => /andP[l1 l2] j; rewrite inE => /orP[/eqP -> _|jr]; first exact: h'.
  exact: h.
have [c c0 hc] := scale_close om e0.
have m0 : 0 < Num.min e c by rewrite lt_minr e1.
have [s [s0 + _]] := small 0 (@ltr01 R) m0; rewrite lt_minr => /andP[l1 l2].
exists (z + s *: om); last by apply: hc; rewrite gtr0_norm.
move=> i nz; have -> : V1 *m (z + s *: om) + v1 = (V1 *m z + v1) + s *: (V1 *m om).
  by rewrite mulmxDr -scalemxAr addrAC.
by rewrite mxE [X in _ + X]mxE; apply: he.
Qed.

Lemma keep_sign (g c : R) : g != 0 ->
  exists2 s, 0 < s & forall a, `|a| < s -> (0 < g + a * c) = (0 < g).
Proof.
move=> g0; have c1 : 0 < `|c| + 1 by rewrite ltr_paddl.
exists (`|g| / (`|c| + 1)) => [|a]; first by rewrite divr_gt0 ?normr_gt0.
rewrite ltr_pdivl_mulr // => lt.
have {}lt : `|a * c| < `|g|.
  by apply: le_lt_trans lt; rewrite normrM ler_wpmul2l // ler_addl ler01.
have [p|n] := ltP 0 g.
  by move: lt; rewrite (gtr0_norm p) ltr_norml => /andP[+ _]; rewrite -subr_gt0 opprK addrC => ->.
apply/negbTE; rewrite -leNgt; move: lt; rewrite (ler0_norm n) ltr_norml => /andP[_].
by rewrite -subr_gt0 -opprD oppr_gt0 => /ltW; rewrite addrC.
Qed.

(* the units that are active at a strict point are so near it *)
Lemma active_near x e : strict x -> exists2 s, 0 < s & forall a, `|a| < s ->
  active (x + a *: e) = active x.
Proof.
move=> st; pose g i := (V1 *m x + v1) i 0; pose c i := (V1 *m e) i 0.
have step i : exists2 s, 0 < s & forall a, `|a| < s -> (0 < g i + a * c i) = (0 < g i).
  have [c0|nz] := eqVneq (c i) 0.
    by exists 1; rewrite ?ltr01 // => a _; rewrite c0 mulr0 addr0.
  apply: keep_sign; apply: st; apply: contraNneq nz => z.
  have -> : c i = (row i V1 *m e) 0 0 by rewrite -row_mul [RHS]mxE.
  by rewrite z mul0mx mxE.
have [s s0 h] : exists2 s, 0 < s & forall a, `|a| < s ->
    forall i, (0 < g i + a * c i) = (0 < g i).
  apply: (common_delta (ball := fun s a => `|a| < s)) step => r r2 a' le lt.
  exact: lt_le_trans lt le.
exists s => // a /h {}h; rewrite /active; congr diag_mx; apply/rowP => i; rewrite mxE [RHS]mxE.
have -> : V1 *m (x + a *: e) + v1 = (V1 *m x + v1) + a *: (V1 *m e).
  by rewrite mulmxDr -scalemxAr addrAC.
have -> : ((V1 *m x + v1) + a *: (V1 *m e)) i 0 = g i + a * c i by rewrite mxE [X in _ + X]mxE.
by rewrite h.
Qed.

(* constant near z: no weight reaches the output, and the value is that of the biases *)
Lemma constant_near z eps y : 0 < eps -> (forall x, mclose eps z x -> one_layer x = y) ->
  exists D : 'rV[R]_d, [/\ forall i, row i V1 == 0 -> D 0 i = if 0 < v1 i 0 then 1 else 0,
    V2 *m diag_mx D *m V1 = 0 & y = V2 *m (diag_mx D *m v1) + v2].
Proof.
move=> e0 const; have e2 : 0 < eps / 2%:R by rewrite divr_gt0 ?ltr0n.
have [x st zx] := strict_near z e2.
have near x' : mclose (eps / 2%:R) x x' -> one_layer x' = y.
  move=> xx'; apply: const => i j.
  have -> : z i j - x' i j = (z i j - x i j) + (x i j - x' i j) by rewrite addrA subrK.
  rewrite [eps](splitr eps); apply: le_lt_trans (ler_norm_add _ _) _.
  by apply: ltr_add; [apply: zx|apply: xx'].
pose G := V2 *m active x.
have value x' : active x' = active x -> one_layer x' = G *m (V1 *m x' + v1) + v2.
  by move=> e; rewrite /one_layer active_relu e mulmxA.
have flat (e : 'cV[R]_M) : G *m (V1 *m e) = 0.
  have [s s0 h] := active_near e st; have [c c0 hc] := scale_close e e2.
  have m0 : 0 < Num.min s c by rewrite lt_minr s0.
  have [a [a0 + _]] := small 0 (@ltr01 R) m0; rewrite lt_minr => /andP[l1 l2].
  have l : `|a| < s by rewrite gtr0_norm.
  have := near (x + a *: e) (hc a _ x); rewrite gtr0_norm // => /(_ l2).
  rewrite value ?h // -[RHS](near x (mclose_refl _ e2)) value // => /addIr /eqP.
  rewrite -subr_eq0 -mulmxBr.
  have -> : (V1 *m (x + a *: e) + v1) - (V1 *m x + v1) = a *: (V1 *m e).
    by rewrite mulmxDr -scalemxAr opprD addrACA addrN addr0 addrAC addrN add0r.
  by rewrite -scalemxAr scaler_eq0 gt_eqF //= => /eqP.
exists (\row_i (if 0 < (V1 *m x + v1) i 0 then 1 else 0)); split.
- move=> i /eqP z0; rewrite !mxE (_ : (\sum_j _) = 0) ?add0r //.
  have := congr1 (fun r : 'rV[R]_M => r *m x) z0; rewrite mul0mx -row_mul => /rowP/(_ 0).
  by rewrite !mxE.
- apply/matrixP => i j; have := congr1 (fun u : 'cV[R]_k => u i 0) (flat (delta_mx j 0)).
  by rewrite mulmxA -colE mxE => ->; rewrite !mxE.
by rewrite mulmxA -/G -(near x (mclose_refl _ e2)) value // mulmxDr flat add0r.
Qed.

Theorem S7 (z : 'I_q.+1 -> 'cV[R]_M) (y : 'I_q.+1 -> 'cV[R]_k) eps : 0 < eps ->
  (forall j x, mclose eps (z j) x -> one_layer x = y j) -> aff_indep y -> (q.*2 <= d)%N.
Proof.
move=> e0 const ind; have [om mv] := moving.
have key j : exists D : 'rV[R]_d,
    [/\ forall i, row i V1 == 0 -> D 0 i = if 0 < v1 i 0 then 1 else 0,
      V2 *m diag_mx D *m V1 = 0 & y j = V2 *m (diag_mx D *m v1) + v2].
  exact: constant_near e0 (const j).
have [D hD] := fin_all_exists key.
pose g := V1 *m om; pose j' (j : 'I_q) := fintype.lift ord0 j.
pose w j := diag_mx (D j) *m g.
pose Wd : 'M[R]_(d, q) := \matrix_(i, j) (w (j' j) - w ord0) i 0.
pose E : 'M[R]_d := diag_mx (\row_i (v1 i 0 / g i 0)).
have kill j : V2 *m w j = 0.
  by have [_ e _] := hD j; rewrite /w /g !mulmxA e mul0mx.
have killed : V2 *m Wd = 0.
  apply/matrixP => i j; have -> : (V2 *m Wd) i j = (V2 *m (w (j' j) - w ord0)) i 0.
    by rewrite mxE [RHS]mxE; apply: eq_bigr => l _; rewrite [Wd _ _]mxE.
  by rewrite mulmxBr !kill subrr mxE [RHS]mxE.
have values j : y (j' j) - y ord0 = V2 *m (E *m col j Wd).
  have [h1 _ ->] := hD (j' j); have [h0 _ ->] := hD ord0.
  rewrite opprD addrACA addrN addr0 -mulmxBr; congr (V2 *m _).
  have dE (D' : 'rV[R]_d) (u : 'cV[R]_d) i : (diag_mx D' *m u) i 0 = D' 0 i * u i 0.
    by rewrite mul_diag_mx mxE.
  apply/colP => i; rewrite [LHS]mxE [X in _ + X]mxE !dE -mulrBl [(\row__ _) _ _]mxE.
  have -> : col j Wd i 0 = (D (j' j) 0 i - D ord0 0 i) * g i 0.
    by rewrite mxE mxE mxE [X in _ + X]mxE !dE -mulrBl.
  have [r0|nz] := eqVneq (row i V1) 0; last by rewrite mulrCA divfK // mv.
  by rewrite h1 ?r0 // h0 ?r0 // subrr !mul0r mulr0.
have free : (q <= \rank (V2 *m E *m Wd))%N.
  rewrite leqNgt; apply/negP => /kernel_vector[v v0 z0]; case/eqP: v0; apply/colP => j.
  pose a i := if unlift ord0 i is Some l then v l 0 else - \sum_l v l 0.
  have aj l : a (j' l) = v l 0 by rewrite /a liftK.
  have a0 : a ord0 = - \sum_l v l 0 by rewrite /a unlift_none.
  rewrite -aj [RHS]mxE; apply: ind.
    by rewrite big_ord_recl a0 (eq_bigr _ (fun l _ => aj l)) addNr.
  rewrite big_ord_recl a0 (eq_bigr (fun l => v l 0 *: y (j' l))) => [|l _]; last by rewrite -aj.
  rewrite scaleNr addrC scaler_suml -sumrB -[RHS]z0; apply/colP => i; rewrite summxE [RHS]mxE.
  apply: eq_bigr => l _; rewrite -scalerBr values mulmxA mxE mulrC; congr (_ * _).
  by rewrite mxE [RHS]mxE; apply: eq_bigr => m _; rewrite [col _ _ _ _]mxE.
rewrite -addnn; apply: leq_trans (mulmx0_rank_max killed); apply: leq_add.
  by apply: leq_trans free _; rewrite -mulmxA mxrankM_maxl.
by apply: leq_trans free _; rewrite mxrankM_maxr.
Qed.
End LeastWidth.
