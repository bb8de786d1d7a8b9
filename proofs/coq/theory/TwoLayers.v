(**************************************************************************************************)
(* G8 (ii): at the two-layer network the rank, and the zero set as a graph                        *)
(*   value B C dB dC i  == the differential of the value on class i                               *)
(*   moved B C dB dC    == the differentials of all equations of the zero set                     *)
(*   equations B C h    == the same along h, linear                                               *)
(*   tangent .. dB dC t == the tangent of the output at point t                                   *)
(*   flat th            == a network of two hidden layers as a vector, (W, b) a layer             *)
(*   listed x f b y     == the network of G6, its hyperplanes off the points                      *)
(**************************************************************************************************)
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset binomial ssralg ssrnum zmodp.
From mathcomp Require Import matrix mxalgebra vector.
From Theory Require Import Basic Near Descent Network Jacobian Widths Cells ChainRule Staircase.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

(** The rank: the equations C head i b + c = y i and B k l = 0 for k < l have independent
    differentials, and the same kernel as the outputs. *)
Section Rank.
Variables (R : realFieldType) (Q m K : nat) (T : finType).
Variables (cl : T -> 'I_K.+1) (x : T -> 'cV[R]_m) (y : 'I_K.+1 -> 'cV[R]_Q).
Variables (A : 'M[R]_(K, m + 1)) (B : 'M[R]_(K, K + 1)) (C : 'M[R]_(Q, K + 1)).
Notation net := (wparams R Q m [:: K; K]).
Notation target := [vectType R of {ffun {kl : 'I_K * 'I_K | (kl.1 < kl.2)%N} -> R^o} *
  {ffun 'I_K.+1 -> 'cV[R]_Q}].

Definition value (dB : 'M[R]_(K, K + 1)) (dC : 'M[R]_(Q, K + 1)) (i : 'I_K.+1) : 'cV[R]_Q :=
  lsubmx C *m head i (rsubmx dB) + (lsubmx dC *m head i (rsubmx B) + rsubmx dC).
Lemma value_lin a dB dC dB' dC' i :
  value (a *: dB + dB') (a *: dC + dC') i = a *: value dB dC i + value dB' dC' i.
Proof.
have l n (u v : 'M[R]_(n, K + 1)) : lsubmx (a *: u + v) = a *: lsubmx u + lsubmx v.
  exact: linearP.
have r n (u v : 'M[R]_(n, K + 1)) : rsubmx (a *: u + v) = a *: rsubmx u + rsubmx v.
  exact: linearP.
rewrite /value r l r head_lin mulmxDr mulmxDl -scalemxAr -scalemxAl !scalerDr.
by rewrite [X in _ + X = _]addrACA [LHS]addrACA.
Qed.
Definition moved (dB : 'M[R]_(K, K + 1)) (dC : 'M[R]_(Q, K + 1)) : target :=
  ([ffun kl => dB (val kl).1 (lshift 1 (val kl).2)], [ffun i => value dB dC i]).
Lemma moved_lin a dB dC dB' dC' :
  moved (a *: dB + dB') (a *: dC + dC') = a *: moved dB dC + moved dB' dC'.
Proof.
apply: pair_lin; apply: ffun_lin => i; last exact: value_lin.
by rewrite mxE [X in X + _]mxE.
Qed.
Definition equations (h : net) : target := moved h.2.1 h.2.2.
Lemma equations_linear : linear equations.
Proof. by move=> a h h'; apply: moved_lin. Qed.
Canonical equations_lin := Linear equations_linear.

Hypotheses (on : stairs cl x A B) (nonempty : forall j, exists t, cl t = j).
Hypotheses (moves : moving cl x A) (ind : aff_indep y) (fit : fits cl x y A B C).

Lemma moved_onto v : exists dB dC, moved dB dC = v.
Proof.
have low_B := fits_triangle on nonempty moves ind fit.
have := indep_before ((fits_low y C on nonempty low_B).1 fit) ind.
case: v => v1 v2 /(interpolate v2)[D [d e]].
exists (row_mx (\matrix_(k, l) (if insub (k, l) is Some kl then v1 kl else 0)) 0), (row_mx D d).
apply: (f_equal2 pair); apply/ffunP => i; rewrite ffunE.
  by rewrite row_mxEl mxE -surjective_pairing valK.
rewrite /value row_mxKr !row_mxKl row_mxKr -e.
suff -> : head i (0 : 'cV[R]_K) = 0 by rewrite mulmx0 add0r.
by apply/colP => k; rewrite !mxE if_same.
Qed.
Lemma equations_onto v : exists h, equations h = v.
Proof. by have [dB [dC <-]] := moved_onto v; exists (0, (dB, dC)). Qed.

(* no output moves iff all equations hold to first order *)
Definition tangent (dB : 'M[R]_(K, K + 1)) (dC : 'M[R]_(Q, K + 1)) t : 'cV[R]_Q :=
  lsubmx C *m head (cl t) (dB *m up (seen x A t)) +
    (lsubmx dC *m head (cl t) (rsubmx B) + rsubmx dC).
Lemma still_low dB dC : (forall t, tangent dB dC t = 0) -> low dB.
Proof.
move=> e; apply: (triangle (seen_before on) (seen_moves on moves)).
apply: (same_heads on nonempty ind fit) => s t es.
by apply: addIr (etrans (e s) _); rewrite es; apply/esym/e.
Qed.
Lemma still_moved dB dC : (forall t, tangent dB dC t = 0) <-> moved dB dC = 0.
Proof.
split=> [e|[/ffunP e1 /ffunP e2] t].
  have lB := still_low e; apply: (f_equal2 (y1 := 0) (y2 := 0) pair); apply/ffunP => i;
    rewrite !ffunE.
    by apply: lB; case: i.
  by have [t <-] := nonempty i; rewrite -[RHS](e t) /tangent (head_low (seen_before on)).
rewrite /tangent (head_low (seen_before on)) => [|k l kl].
  by have := e2 (cl t); rewrite !ffunE.
by have := e1 (exist _ (k, l) kl); rewrite !ffunE.
Qed.
Lemma wrow_tangent (h : net) t :
  wrow x ((A, (B, C)) : net) h t = tangent h.2.1 h.2.2 t.
Proof. by rewrite ffunE; apply/tangent_head/(fits_triangle on nonempty moves ind fit). Qed.
Lemma kernel_eq : lker (wjac x ((A, (B, C)) : net)) = lker (linfun equations).
Proof.
apply: lker_eq => h; apply: iff_trans (still_moved h.2.1 h.2.2); split=> [/ffunP e t|e].
  by rewrite -wrow_tangent e ffunE.
by apply/ffunP => t; rewrite wrow_tangent e ffunE.
Qed.

Lemma card_pairs : #|{: {kl : 'I_K * 'I_K | (kl.1 < kl.2)%N}}| = 'C(K, 2).
Proof.
rewrite card_sig -triangular_sum big_mkord -sum1_card.
rewrite -(pair_big_dep xpredT (fun k l : 'I_K => (k < l)%N) (fun _ _ => 1%N)).
rewrite (exchange_big_dep xpredT) //=.
apply: eq_bigr => l _; rewrite -(big_ord_widen K (fun _ => 1%N)) ?(ltnW (ltn_ord l)) //.
by rewrite sum1_card card_ord.
Qed.

Theorem rank_kernel : (\dim (lker (wjac x ((A, (B, C)) : net))) + (Q * K.+1 + 'C(K, 2)) =
  wsize Q m [:: K; K])%N.
Proof.
rewrite kernel_eq -(wparams_dim R Q) dimvf -(onto_kernel equations_onto); congr addn.
by rewrite dim_pair !dim_ffun dim_mx card_pairs card_ord !muln1 addnC mulnC.
Qed.
End Rank.

(** The same of parameters as one vector. *)
Section AtParameters.
Variables (R : realFieldType) (Q m K : nat) (T : finType).
Variables (cl : T -> 'I_K.+1) (x : T -> 'cV[R]_m) (y : 'I_K.+1 -> 'cV[R]_Q).
Variable p : wparams R Q m [:: K; K].
Hypotheses (nonempty : forall j, exists t, cl t = j) (ind : aff_indep y).
Hypotheses (on : stairs cl x p.1 p.2.1) (moves : moving cl x p.1).
Hypothesis fit : fits cl x y p.1 p.2.1 p.2.2.
Theorem kernel : (\dim (lker (wjac x p)) + (Q * K.+1 + 'C(K, 2)) = wsize Q m [:: K; K])%N.
Proof.
have e : p = (p.1, (p.2.1, p.2.2)) by case: p => A [].
by rewrite [X in wjac x X]e; apply: rank_kernel fit.
Qed.
Theorem rank : \dim (limg (wjac x p)) = (Q * K.+1 + 'C(K, 2))%N.
Proof.
apply: (@addnI (\dim (lker (wjac x p)))); rewrite kernel.
by rewrite -(wparams_dim R Q) -(limg_ker_dim (wjac x p) fullv) capfv.
Qed.
Lemma count_square : Q = K.+1 ->
  (Q * K.+1 + 'C(K, 2) = Q ^ 2 + (Q - 1) * (Q - 2) %/ 2)%N.
Proof. by move=> ->; rewrite bin2 subn1 subn2 divn2 -mulnn. Qed.

(** Near p the networks right on all classes are a graph: these coordinates are given by others. *)
Theorem graph : exists2 e, 0 < e & forall q : wparams R Q m [:: K; K], wclose e p q ->
  (forall k : 'I_K, 0 < q.2.1 k (rshift K 0)) /\ (fits cl x y q.1 q.2.1 q.2.2 <->
  [/\ low q.2.1, rsubmx q.2.2 = y ord0 & forall k : 'I_K, col k (lsubmx q.2.2) =
    (q.2.1 k (rshift K 0))^-1 *: (y (inord k.+1) - y (inord k))]).
Proof.
have b0 := bias_gt0 on nonempty (fits_triangle on nonempty moves ind fit).
have ble d e q : d <= e -> wclose d p q -> wclose e p q by exact: wclose_le.
have A_cont : cont (fun d => wclose d p) p.1 (fun q => q.1) := wcont_first (@wcont_id _ _ _ _ p).
have B_cont : cont (fun d => wclose d p) p.2.1 (fun q => q.2.1).
  exact: wcont_first (wcont_rest (@wcont_id _ _ _ _ p)).
exact: (near_graph ble A_cont B_cont on moves b0 (fun q => q.2.2) nonempty ind).
Qed.
End AtParameters.

(** The network of G6. *)
Section Network.
Variables (R : realFieldType) (M Q K : nat) (T : finType) (x : T -> 'cV[R]_M) (cl : T -> 'I_K.+1).
Variables (f : nat -> 'cV[R]_M) (b : nat -> R) (y : 'I_K.+1 -> 'cV[R]_Q).

Definition flat (th : net R (two_widths M K K) 2 Q) : wparams R Q M [:: K; K] :=
  (row_mx (gW th 0) (gb th 0), (row_mx (gW th 1) (gb th 1), row_mx (gA th) (gc th))).
Lemma flat_out th z : wout (flat th) z = gout th z.
Proof. by rewrite /= !row_up. Qed.

Hypothesis separated : forall t (k : 'I_K.+1), (k < K)%N ->
  (cl t = k -> dot (f k) (x t) < b k) /\ ((k < cl t)%N -> b k < dot (f k) (x t)).
Hypothesis varied : forall l : 'I_K, (0 < l)%N -> exists s t,
  [/\ cl s = l :> nat, cl t = l :> nat & dot (f l) (x s) != dot (f l) (x t)].

Lemma cells : decision_list K x (fun t => cl t) f b.
Proof.
move=> t; split=> [|k kK lt|lt]; first by rewrite -ltnS.
  by have [_ h] := separated t (k := Ordinal (ltnW kK : k < K.+1)%N) kK; apply: h.
by have [h _] := separated t lt; apply: h.
Qed.

Notation bias := (pushed x f b).
Notation scale := (gate_scale x f b).
Definition listed := two_layers f bias scale (fun k : 'I_K => k) (fun k => y (inord k)).
Lemma listed_first z : (flat listed).1 *m up z = gpre listed z 0.
Proof. exact: row_up. Qed.
Lemma listed_second z : (flat listed).2.1 *m up (gstate listed z 1) = gpre listed z 1.
Proof. exact: row_up. Qed.
Lemma dead t k : (k < cl t)%N -> gate f bias scale (x t) k = 0.
Proof. exact: (gate_dead cells). Qed.
Lemma alive t : (cl t < K)%N -> 1 <= gate f bias scale (x t) (cl t).
Proof. exact: (gate_alive cells). Qed.
Lemma listed_stairs : stairs cl x (flat listed).1 (flat listed).2.1.
Proof.
split=> t k.
  rewrite listed_first first_pre; split=> [lt|e].
    rewrite pmulr_rlt0 ?gate_scale_gt0 // subr_lt0.
    by have [_ h _] := cells t; apply/pushed_above/h.
  rewrite mulr_gt0 ?gate_scale_gt0 // subr_gt0 e; apply/pushed_below/ltW.
  by have [_ _ h] := cells t; apply: h; rewrite -e.
rewrite /seen listed_first listed_second; have [le _ _] := cells t.
have := second_pre (fun k => k) (fun k => y (inord k)) k le (@dead t) (@alive t).
by case: ifP => // _ ->; apply: ltr01.
Qed.
Lemma listed_fits : fits cl x y (flat listed).1 (flat listed).2.1 (flat listed).2.2.
Proof.
move=> t; rewrite /seen listed_first listed_second row_up; have [le _ _] := cells t.
have := @two_layers_output _ _ _ _ _ f bias scale (fun k => k) (fun k => y (inord k)) _ (x t) (cl t)
  le (@dead t) (@alive t).
rewrite inord_val; apply=> F _; exact: eq_bigr.
Qed.
Lemma listed_moving : moving cl x (flat listed).1.
Proof.
move=> l /varied[s [t [es et ne]]]; exists s, t; split=> //.
rewrite !listed_first !first_pre; apply: contra ne.
by move=> /eqP/(mulfI (lt0r_neq0 (gate_scale_gt0 x f b l)))/addrI/oppr_inj ->.
Qed.
Lemma listed_strict t : wstrict (flat listed) (x t).
Proof.
have nz : forall l i, (l < 2)%N -> gpre listed (x t) l i 0 != 0.
  exact: (two_layers_strict _ cells).
by split=> [i|]; rewrite listed_first; last split=> // i; rewrite ?listed_second; apply: nz.
Qed.
End Network.
